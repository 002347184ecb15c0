package io.birthmark.emulator.http;

/** The operations of the two APIs, as counters and faults name them. */
public enum Operation {
  PUT_ENROLLMENT(Side.SERVICE),
  GET_ENROLLMENT(Side.SERVICE),
  DELETE_ENROLLMENT(Side.SERVICE),
  BULK(Side.SERVICE),
  QUERY(Side.SERVICE),
  ATTESTATION_MECHANISM(Side.SERVICE),
  GET_REGISTRATION(Side.SERVICE),
  DELETE_REGISTRATION(Side.SERVICE),
  /** A part of the service API that this emulator answers with "not yet". */
  UNSUPPORTED(Side.SERVICE),
  REGISTER(Side.DEVICE),
  POLL(Side.DEVICE),
  LOOK_UP(Side.DEVICE),
  /** A path that is nobody's. */
  UNKNOWN(Side.NONE);

  /** Which of the two APIs an operation belongs to. */
  public enum Side {
    SERVICE,
    DEVICE,
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
