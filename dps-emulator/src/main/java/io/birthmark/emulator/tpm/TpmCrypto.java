package io.birthmark.emulator.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The few functions of TPM 2.0 Library, part 1 ("Architecture"), that wrapping a key for another
 * TPM needs.
 */
final class TpmCrypto {

  private static final int SHA256_BYTES = 32;
  private static final int AES_BLOCK = 16;

  private TpmCrypto() {}

  static byte[] sha256(byte[]... parts) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(concat(parts));
    } catch (GeneralSecurityException e) {
      throw noSuchAlgorithm(e);
    }
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(concat(parts));
    } catch (GeneralSecurityException e) {
      throw noSuchAlgorithm(e);
    }
  }

  /** KDFa of part 1, section 11.4.10.2: SP 800-108 in counter mode over HMAC-SHA256. */
  static byte[] kdfa(byte[] key, String label, byte[] context, int bits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int counter = 1; out.size() * 8 < bits; counter++) {
      out.writeBytes(hmac(key, u32(counter), terminated(label), context, u32(bits)));
    }
    return Arrays.copyOf(out.toByteArray(), bits / 8);
  }

  /** AES in cipher feedback mode with a zero vector: every key is used once. */
  static byte[] cfbEncrypt(byte[] key, byte[] plain) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(new byte[AES_BLOCK]));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw noSuchAlgorithm(e);
    }
  }

  static byte[] oaep(RSAPublicKey key, String label, byte[] seed, SecureRandom random) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      OAEPParameterSpec padding =
          new OAEPParameterSpec(
              "SHA-256",
              "MGF1",
              MGF1ParameterSpec.SHA256,
              new PSource.PSpecified(terminated(label)));
      cipher.init(Cipher.ENCRYPT_MODE, key, padding, random);
      return cipher.doFinal(seed);
    } catch (GeneralSecurityException e) {
      throw noSuchAlgorithm(e);
    }
  }

  /** An object's name: the name algorithm, then the digest of its public area. */
  static byte[] name(byte[] publicArea) {
    return concat(u16(0x000B), sha256(publicArea));
  }

  /** Two bytes of size, then the bytes: what the specification calls TPM2B. */
  static byte[] sized(byte[]... parts) {
    byte[] bytes = concat(parts);
    return concat(u16(bytes.length), bytes);
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static byte[] u32(int value) {
    return concat(u16(value >> 16), u16(value));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(SHA256_BYTES * parts.length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Labels go in with the zero byte that ends a C string. */
  private static byte[] terminated(String label) {
    return (label + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static IllegalStateException noSuchAlgorithm(GeneralSecurityException cause) {
    return new IllegalStateException("This JVM lacks what a TPM needs", cause);
  }
}
