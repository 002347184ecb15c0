package io.birthmark.emulator.http;

/** The operations of the APIs, as counters and faults name them. */
public enum Operation {
  PUT_ENROLLMENT(Side.SERVICE),
  GET_ENROLLMENT(Side.SERVICE),
  DELETE_ENROLLMENT(Side.SERVICE),
  BULK(Side.SERVICE),
  QUERY(Side.SERVICE),
  ATTESTATION_MECHANISM(Side.SERVICE),
  PUT_GROUP(Side.SERVICE),
  GET_GROUP(Side.SERVICE),
  DELETE_GROUP(Side.SERVICE),
  BULK_GROUPS(Side.SERVICE),
  QUERY_GROUPS(Side.SERVICE),
  GROUP_ATTESTATION_MECHANISM(Side.SERVICE),
  GET_REGISTRATION(Side.SERVICE),
  DELETE_REGISTRATION(Side.SERVICE),
  QUERY_REGISTRATIONS(Side.SERVICE),

  REGISTER(Side.DEVICE),
  POLL(Side.DEVICE),
  LOOK_UP(Side.DEVICE),

  LIST_CAS(Side.ADMIN),
  PUT_CA(Side.ADMIN),
  GET_CA(Side.ADMIN),
  DELETE_CA(Side.ADMIN),
  GENERATE_VERIFICATION_CODE(Side.ADMIN),
  VERIFY_CA(Side.ADMIN),

  /** A path that is nobody's. */
  UNKNOWN(Side.NONE);

  /** Which API an operation belongs to. */
  public enum Side {
    /** The service API: enrollments. */
    SERVICE,
    /** The device API: registration. */
    DEVICE,
    /** The emulator's own API, in the place of Azure's management API. */
    ADMIN,
    NONE
  }

  private final Side side;

  Operation(Side side) {
    this.side = side;
  }

  public Side side() {
    return side;
  }
}
