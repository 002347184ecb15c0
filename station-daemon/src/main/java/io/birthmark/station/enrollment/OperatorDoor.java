package io.birthmark.station.enrollment;

/**
 * The way in to the service with an operator's own rights. What it takes is a secret: it is in
 * memory for one command, and in no journal, log or message.
 */
@FunctionalInterface
public interface OperatorDoor {

  /** Opens it with a connection string. */
  Entry open(String connectionString);

  /** Whether there is a way in. */
  sealed interface Entry {}

  record Open(GroupAdministration groups) implements Entry {}

  /**
   * The connection string is not one, or is for another service.
   *
   * @param why without anything of the string that could be secret
   */
  record Shut(String why) implements Entry {}
}
