package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ALG_ID;

/**
 * An HMAC-SHA256 key in the form in which TPM2_Import takes it, sealed to the storage key under
 * which it is to live: the outer wrap of TPM 2.0 Part 1, section 23.3.2.4. The secret itself is in
 * none of the parts that are kept here.
 *
 * @param area the key's public area
 * @param duplicate TPM2B_DIGEST of the integrity HMAC, and the encrypted TPM2B_SENSITIVE
 * @param encryptedSeed the seed of both, for the storage key only
 */
record ImportableKey(TPMT_PUBLIC area, TPM2B_PRIVATE duplicate, Bytes encryptedSeed) {
  private static final int KEY_BYTES = 32;
  private static final int SEED_BYTES = 32;

  /**
   * Wraps {@code key}, which is only read.
   *
   * @throws IllegalArgumentException when the key does not have 32 bytes
   */
  static ImportableKey wrap(byte[] key, StorageKey parent, SecureRandom random) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a derived key has 32 bytes, not " + key.length);
    }
    byte[] obfuscation = new byte[SEED_BYTES];
    random.nextBytes(obfuscation);
    byte[] sensitive = sensitive(key, obfuscation);
    try {
      TPMT_PUBLIC area = KeyTemplates.imported(unique(obfuscation, key));
      byte[] name = PublicArea.of(area).name();
      StorageKey.Sealed sealed = parent.seal("DUPLICATE", sensitive, name, random);
      byte[] integrity = sealed.integrity().toArray();
      byte[] encrypted = sealed.encrypted().toArray();
      byte[] duplicate =
          ByteBuffer.allocate(2 + integrity.length + encrypted.length)
              .putShort((short) integrity.length)
              .put(integrity)
              .put(encrypted)
              .array();
      return new ImportableKey(area, new TPM2B_PRIVATE(duplicate), sealed.encryptedSeed());
    } finally {
      Arrays.fill(obfuscation, (byte) 0);
      Arrays.fill(sensitive, (byte) 0);
    }
  }

  /** TPM2B_SENSITIVE, TPM 2.0 Part 2, section 12.3.2.4: no password, the seed, the key. */
  private static byte[] sensitive(byte[] key, byte[] obfuscation) {
    int size = 2 + 2 + (2 + obfuscation.length) + (2 + key.length);
    return ByteBuffer.allocate(2 + size)
        .putShort((short) size)
        .putShort((short) TPM_ALG_ID.KEYEDHASH.toInt())
        .putShort((short) 0)
        .putShort((short) obfuscation.length)
        .put(obfuscation)
        .putShort((short) key.length)
        .put(key)
        .array();
  }

  /** TPM 2.0 Part 1, section 27.5.3.3: the digest of the seed and the key. */
  private static byte[] unique(byte[] obfuscation, byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(obfuscation);
      return digest.digest(key);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** HMAC-SHA256 as the TPM must make it. */
  static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }
}
