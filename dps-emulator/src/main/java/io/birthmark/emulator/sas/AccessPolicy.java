package io.birthmark.emulator.sas;

import java.util.Set;

/** A named pair of keys and what they open. */
public record AccessPolicy(
    String name, Secret primaryKey, Secret secondaryKey, Set<Permission> permissions) {

  public static final String OWNER = "provisioningserviceowner";
  public static final String STATION = "station";

  private static final Set<Permission> STATION_NEEDS =
      Set.of(Permission.ENROLLMENT_READ, Permission.ENROLLMENT_WRITE);

  public AccessPolicy {
    permissions = Set.copyOf(permissions);
  }

  public static AccessPolicy owner(Secret primaryKey, Secret secondaryKey) {
    return new AccessPolicy(OWNER, primaryKey, secondaryKey, Set.of(Permission.values()));
  }

  /** The least a station on the line can work with. */
  public static AccessPolicy station(Secret primaryKey, Secret secondaryKey) {
    return new AccessPolicy(STATION, primaryKey, secondaryKey, STATION_NEEDS);
  }

  boolean signed(SasToken token) {
    // Two keys, so that one can be changed while clients still use the other.
    return token.signedBy(primaryKey) || token.signedBy(secondaryKey);
  }
}
