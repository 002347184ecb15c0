package io.birthmark.station.verb;

/** One thing that can be asked of a station. */
public interface Verb {

  /** As it is typed: {@code "quarantine list"}. */
  String name();

  /**
   * Does it.
   *
   * @throws WrongUse when the arguments cannot be understood; nothing was done
   */
  Answer carryOut(Arguments arguments, Caller caller) throws WrongUse;
}
