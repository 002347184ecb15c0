package io.birthmark.hsm.tpm;

import io.birthmark.hsm.ElementException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import tss.tpm.TPMS_ID_OBJECT;

/**
 * A secret that only one TPM can open: the one that holds both a given EK and a given other key
 * (TPM 2.0 Part 1, section 24, "Credential Protection"). The service makes the same move when the
 * device registers, so a device that passes here passes there.
 */
record Credential(TPMS_ID_OBJECT idObject, Sealed sealed) {

  /** The parts that are plain bytes. */
  static final class Sealed {
    private final byte[] encryptedSeed;
    private final byte[] secret;

    Sealed(byte[] encryptedSeed, byte[] secret) {
      this.encryptedSeed = encryptedSeed;
      this.secret = secret;
    }

    byte[] encryptedSeed() {
      return encryptedSeed.clone();
    }

    boolean opensTo(byte[] answer) {
      return MessageDigest.isEqual(secret, answer);
    }
  }

  private static final int DIGEST_BYTES = 32;
  private static final int AES_BYTES = 16;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  /**
   * Makes a credential.
   *
   * @param ekModulus the EK's RSA modulus; its symmetric algorithm is AES-128-CFB and its name
   *     algorithm SHA-256, as the TCG template has it
   * @param name the name of the key that must sit in the same TPM
   */
  static Credential make(byte[] ekModulus, byte[] name, SecureRandom random) {
    byte[] secret = new byte[DIGEST_BYTES];
    byte[] seed = new byte[DIGEST_BYTES];
    random.nextBytes(secret);
    random.nextBytes(seed);
    try {
      byte[] encryptedSeed = encryptSeed(ekModulus, seed);
      byte[] symmetricKey = kdfa(seed, "STORAGE", name, AES_BYTES * 8);
      Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(symmetricKey, "AES"),
          new IvParameterSpec(new byte[AES_BYTES]));
      byte[] sized =
          ByteBuffer.allocate(2 + DIGEST_BYTES).putShort((short) DIGEST_BYTES).put(secret).array();
      byte[] encrypted = cipher.doFinal(sized);
      byte[] macKey = kdfa(seed, "INTEGRITY", new byte[0], DIGEST_BYTES * 8);
      Mac mac = hmac(macKey);
      mac.update(encrypted);
      byte[] integrity = mac.doFinal(name);
      return new Credential(
          new TPMS_ID_OBJECT(integrity, encrypted), new Sealed(encryptedSeed, secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks an algorithm", e);
    }
  }

  private static byte[] encryptSeed(byte[] modulus, byte[] seed) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    byte[] label = "IDENTITY\0".getBytes(StandardCharsets.US_ASCII);
    OAEPParameterSpec padding =
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label));
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE,
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(new BigInteger(1, modulus), EXPONENT)),
          padding);
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw ElementException.lasting(
          TpmProblems.badResponse("ReadPublic", "an EK that is no RSA key"), e);
    }
    return cipher.doFinal(seed);
  }

  /** TPM 2.0 Part 1, section 11.4.10.2: SP 800-108 in counter mode; one block is enough here. */
  private static byte[] kdfa(byte[] key, String label, byte[] context, int bits)
      throws GeneralSecurityException {
    Mac mac = hmac(key);
    mac.update(ByteBuffer.allocate(4).putInt(1).array());
    mac.update(label.getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    mac.update(context);
    byte[] block = mac.doFinal(ByteBuffer.allocate(4).putInt(bits).array());
    return Arrays.copyOf(block, bits / 8);
  }

  private static Mac hmac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac;
  }
}
