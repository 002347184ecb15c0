package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;

/** A group that is to be made at the service. */
public sealed interface GroupRequest {

  /**
   * It trusts what this CA signed.
   *
   * @param certificate in DER
   */
  record SignedBy(Bytes certificate) implements GroupRequest {}

  /** It trusts what a CA signed that the service knows by name, its possession proven. */
  record SignedByNamed(String caReference) implements GroupRequest {}

  /** It has a key, which the service makes. */
  record WithKey() implements GroupRequest {}
}
