package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.pkcs11.module.Signing;
import io.birthmark.hsm.pkcs11.module.TokenSession;

/**
 * The CA's private key, for as long as the session lasts.
 *
 * @param handle of the private key
 * @param id its CKA_ID, which its certificate shares
 */
record KeyInHsm(TokenSession session, long handle, Bytes id, AcceptedKey publicKey)
    implements SigningKey {

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    return Signing.sign(session, handle, algorithm, message);
  }
}
