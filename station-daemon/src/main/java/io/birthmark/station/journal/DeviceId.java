package io.birthmark.station.journal;

/** One identity given to one piece of hardware; a voided board provisioned again gets another. */
public record DeviceId(long number) {
  @Override
  public String toString() {
    return Long.toString(number);
  }
}
