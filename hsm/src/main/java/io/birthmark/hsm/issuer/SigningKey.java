package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;

/** A private key as far as this package needs one: it signs, wherever it is. */
interface SigningKey {

  AcceptedKey publicKey();

  /**
   * Signs with the private key.
   *
   * @param message what is signed, not its digest
   * @return the signature as certificates carry it
   */
  Bytes sign(SigningAlgorithm algorithm, Bytes message);
}
