package io.birthmark.station.enrollment;

/** Where a service's enrollment groups are asked for; calls block and never throw for a network. */
public interface EnrollmentGroups {

  /**
   * Asks for a group and compares it, field by field over what lets our devices in.
   *
   * @throws io.birthmark.hsm.ElementException when the group's key cannot be compared, for the
   *     station's HSM is gone
   */
  GroupAnswer find(GroupWanted wanted);

  /** How many operations of the service {@link #find} takes at most. */
  default int operationsToFind(GroupWanted wanted) {
    return wanted instanceof GroupWanted.OfKey ? 2 : 1;
  }
}
