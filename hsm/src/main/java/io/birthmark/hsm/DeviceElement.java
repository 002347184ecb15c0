package io.birthmark.hsm;

import java.util.Optional;

/**
 * An element as the device itself uses it, at its first boot and after. The station never does
 * this; it is the other side of what the station prepares.
 *
 * <p>Every method may throw {@link ElementException}. Not thread-safe.
 */
public interface DeviceElement extends AutoCloseable {

  /** The identity record; empty when there is none that can be read. */
  Optional<IdentityRecord> record();

  /** The certificate chain that the station stored with the key. */
  CertificateChain certificateChain();

  /**
   * Signs with the certified key, which stays where it is.
   *
   * @param message what is signed, not its digest
   * @return the signature as certificates and TLS carry it
   */
  Bytes sign(SigningAlgorithm algorithm, Bytes message);

  /**
   * HMAC-SHA256 with the derived symmetric key that the station imported.
   *
   * @param data at most 1024 bytes, which every element takes at once
   */
  Bytes hmac(Bytes data);

  @Override
  void close();
}
