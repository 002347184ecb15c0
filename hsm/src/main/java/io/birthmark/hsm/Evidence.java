package io.birthmark.hsm;

/** By what the service will recognise the device; never a secret. */
public sealed interface Evidence {

  /**
   * The device's endorsement key.
   *
   * @param tpm2bPublic its TPM2B_PUBLIC
   */
  record EndorsementKey(Bytes tpm2bPublic) implements Evidence {}

  /** The certificate of a key that was made in the device. */
  record Certificate(CertificateChain chain) implements Evidence {}

  /** A key that both sides derive from a group's key and the registration ID. */
  record DerivedKey() implements Evidence {}
}
