package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ALG_ID;

/**
 * The public half of a TPM's RSA storage key (EK or SRK), and how something is sealed so that only
 * the TPM with the other half opens it: a seed, encrypted to the key, from which a cipher key and a
 * MAC key are derived. It is the same for a credential (TPM 2.0 Part 1, section 24) and for the
 * outer wrap of a key to be imported (section 23.3.2.4).
 */
final class StorageKey {
  private static final int AES_BLOCK = 16;
  private static final BigInteger USUAL_EXPONENT = BigInteger.valueOf(65537);

  private final BigInteger modulus;
  private final BigInteger exponent;
  private final Hash hash;
  private final int aesBits;

  /** A hash by its names in the Java platform, with the size of its digest in bytes. */
  private record Hash(String digest, String mac, int bytes, MGF1ParameterSpec mask) {}

  private static final Map<Integer, Hash> HASHES =
      Map.of(
          TPM_ALG_ID.SHA1.toInt(), new Hash("SHA-1", "HmacSHA1", 20, MGF1ParameterSpec.SHA1),
          TPM_ALG_ID.SHA256.toInt(),
              new Hash("SHA-256", "HmacSHA256", 32, MGF1ParameterSpec.SHA256),
          TPM_ALG_ID.SHA384.toInt(),
              new Hash("SHA-384", "HmacSHA384", 48, MGF1ParameterSpec.SHA384),
          TPM_ALG_ID.SHA512.toInt(),
              new Hash("SHA-512", "HmacSHA512", 64, MGF1ParameterSpec.SHA512));

  /** What was sealed: all of it may be seen by anybody. */
  record Sealed(Bytes integrity, Bytes encrypted, Bytes encryptedSeed) {}

  private StorageKey(BigInteger modulus, BigInteger exponent, Hash hash, int aesBits) {
    this.modulus = modulus;
    this.exponent = exponent;
    this.hash = hash;
    this.aesBits = aesBits;
  }

  /** The key as its public area tells it; empty when it is not RSA with AES-CFB. */
  static Optional<StorageKey> of(TPMT_PUBLIC area) {
    Optional<byte[]> modulus = PublicArea.modulus(area);
    Hash hash = HASHES.get(area.nameAlg.toInt());
    if (modulus.isEmpty()
        || hash == null
        || !(area.parameters instanceof TPMS_RSA_PARMS parameters)
        || !parameters.symmetric.algorithm.equals(TPM_ALG_ID.AES)
        || !parameters.symmetric.mode.equals(TPM_ALG_ID.CFB)) {
      return Optional.empty();
    }
    BigInteger exponent =
        parameters.exponent == 0
            ? USUAL_EXPONENT
            : BigInteger.valueOf(Integer.toUnsignedLong(parameters.exponent));
    return Optional.of(
        new StorageKey(
            new BigInteger(1, modulus.get()), exponent, hash, parameters.symmetric.keyBits));
  }

  /** How many bytes a digest has by which this key works. */
  int digestBytes() {
    return hash.bytes();
  }

  /**
   * Seals {@code plain}.
   *
   * @param label what the seed is for: {@code IDENTITY} or {@code DUPLICATE}
   * @param name the name of the object that the sealed is bound to
   */
  Sealed seal(String label, byte[] plain, byte[] name, SecureRandom random) {
    byte[] seed = new byte[hash.bytes()];
    random.nextBytes(seed);
    byte[] cipherKey = {};
    byte[] macKey = {};
    try {
      byte[] encryptedSeed = encryptSeed(label, seed);
      cipherKey = kdfa(seed, "STORAGE", name, aesBits);
      macKey = kdfa(seed, "INTEGRITY", new byte[0], hash.bytes() * 8);
      Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(cipherKey, "AES"),
          new IvParameterSpec(new byte[AES_BLOCK]));
      byte[] encrypted = cipher.doFinal(plain);
      Mac mac = hmac(macKey);
      mac.update(encrypted);
      return new Sealed(Bytes.of(mac.doFinal(name)), Bytes.of(encrypted), Bytes.of(encryptedSeed));
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw ElementException.lasting(
          TpmProblems.badResponse("ReadPublic", "a storage key that nothing can be sealed to"), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks an algorithm", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(cipherKey, (byte) 0);
      Arrays.fill(macKey, (byte) 0);
    }
  }

  /** TPM 2.0 Part 1, appendix B.4 and B.10.3: OAEP with the label and its terminating zero. */
  private byte[] encryptSeed(String label, byte[] seed) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)),
        new OAEPParameterSpec(
            hash.digest(),
            "MGF1",
            hash.mask(),
            new PSource.PSpecified((label + "\0").getBytes(StandardCharsets.US_ASCII))));
    return cipher.doFinal(seed);
  }

  /** TPM 2.0 Part 1, section 11.4.10.2: SP 800-108 in counter mode. */
  private byte[] kdfa(byte[] key, String label, byte[] context, int bits)
      throws GeneralSecurityException {
    byte[] derived = new byte[bits / 8];
    Mac mac = hmac(key);
    for (int done = 0, counter = 1; done < derived.length; done += hash.bytes(), counter++) {
      mac.update(ByteBuffer.allocate(4).putInt(counter).array());
      mac.update(label.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      mac.update(context);
      byte[] block = mac.doFinal(ByteBuffer.allocate(4).putInt(bits).array());
      System.arraycopy(block, 0, derived, done, Math.min(block.length, derived.length - done));
      Arrays.fill(block, (byte) 0);
    }
    return derived;
  }

  private Mac hmac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hash.mac());
    mac.init(new SecretKeySpec(key, hash.mac()));
    return mac;
  }
}
