package io.birthmark.hsm.tpm;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import tss.tpm.TPMS_ID_OBJECT;

/**
 * A secret that only one TPM can open: the one that holds both a given EK and a given other key
 * (TPM 2.0 Part 1, section 24, "Credential Protection"). The service makes the same move when the
 * device registers, so a device that passes here passes there.
 */
final class Credential {
  private final StorageKey.Sealed sealed;
  private final byte[] secret;

  private Credential(StorageKey.Sealed sealed, byte[] secret) {
    this.sealed = sealed;
    this.secret = secret;
  }

  /**
   * Makes a credential.
   *
   * @param name the name of the key that must sit in the same TPM
   */
  static Credential make(StorageKey ek, byte[] name, SecureRandom random) {
    byte[] secret = new byte[ek.digestBytes()];
    random.nextBytes(secret);
    byte[] sized =
        ByteBuffer.allocate(2 + secret.length).putShort((short) secret.length).put(secret).array();
    return new Credential(ek.seal("IDENTITY", sized, name, random), secret);
  }

  TPMS_ID_OBJECT idObject() {
    return new TPMS_ID_OBJECT(sealed.integrity().toArray(), sealed.encrypted().toArray());
  }

  byte[] encryptedSeed() {
    return sealed.encryptedSeed().toArray();
  }

  boolean opensTo(byte[] answer) {
    return MessageDigest.isEqual(secret, answer);
  }
}
