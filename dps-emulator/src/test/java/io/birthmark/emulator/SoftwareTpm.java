package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a TPM does with the service's challenge, written from the TPM's side: decrypt, check,
 * unwrap, byte by byte.
 *
 * <p>It shares nothing with the code that makes the challenge; every check here is one a real TPM
 * makes before it accepts the key.
 */
final class SoftwareTpm {

  private static final HexFormat HEX = HexFormat.of();

  /** TCG's EK template: restricted decryption, policy of the endorsement hierarchy. */
  private static final String EK_HEAD =
      "0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa";

  private static final String SRK_HEAD = "0001000b000304720000";
  private static final String RSA_2048 = "000600800043001008000000000001" + "00";

  private final KeyPair ek = rsa();
  private final KeyPair srk = rsa();

  String endorsementKey() {
    return base64(sized(publicArea(EK_HEAD, ek)));
  }

  String storageRootKey() {
    return base64(sized(publicArea(SRK_HEAD, srk)));
  }

  /** TPM2_ActivateCredential, then TPM2_Import, and what is inside. */
  Activated activate(String authenticationKey) {
    ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(authenticationKey));
    byte[] credential = next(blob);
    byte[] credentialSeed = next(blob);
    byte[] duplicate = next(blob);
    byte[] duplicateSeed = next(blob);
    byte[] keyPublic = next(blob);
    byte[] note = next(blob);
    assertThat(blob.hasRemaining()).as("bytes after the sixth field").isFalse();

    byte[] inner = activateCredential(credential, credentialSeed);
    byte[] hmacKey = importDuplicate(duplicate, duplicateSeed, keyPublic, inner);
    return new Activated(hmacKey, keyPublic, new String(cfb(inner, note), StandardCharsets.UTF_8));
  }

  private byte[] activateCredential(byte[] credential, byte[] encryptedSeed) {
    byte[] seed = oaep(ek, "IDENTITY", encryptedSeed);
    byte[] srkName = name(publicArea(SRK_HEAD, srk));
    ByteBuffer in = ByteBuffer.wrap(credential);
    byte[] integrity = next(in);
    byte[] encrypted = rest(in);
    assertThat(hmac(kdfa(seed, "INTEGRITY", new byte[0], 256), encrypted, srkName))
        .as("integrity of the credential")
        .isEqualTo(integrity);
    ByteBuffer plain = ByteBuffer.wrap(cfb(kdfa(seed, "STORAGE", srkName, 128), encrypted));
    byte[] inner = next(plain);
    assertThat(plain.hasRemaining()).isFalse();
    assertThat(inner).as("inner key, AES-128").hasSize(16);
    return inner;
  }

  private byte[] importDuplicate(
      byte[] duplicate, byte[] encryptedSeed, byte[] keyPublic, byte[] inner) {
    byte[] seed = oaep(srk, "DUPLICATE", encryptedSeed);
    byte[] keyName = name(keyPublic);
    ByteBuffer outer = ByteBuffer.wrap(duplicate);
    byte[] outerIntegrity = next(outer);
    byte[] encrypted = rest(outer);
    assertThat(hmac(kdfa(seed, "INTEGRITY", new byte[0], 256), encrypted, keyName))
        .as("outer integrity")
        .isEqualTo(outerIntegrity);
    byte[] innerWrapped = cfb(kdfa(seed, "STORAGE", keyName, 128), encrypted);
    ByteBuffer unwrapped = ByteBuffer.wrap(cfb(inner, innerWrapped));
    byte[] innerIntegrity = next(unwrapped);
    byte[] sensitive = rest(unwrapped);
    assertThat(sha256(sensitive, keyName)).as("inner integrity").isEqualTo(innerIntegrity);

    ByteBuffer fields = ByteBuffer.wrap(next(ByteBuffer.wrap(sensitive)));
    assertThat(fields.getShort()).as("KEYEDHASH").isEqualTo((short) 0x0008);
    assertThat(next(fields)).as("no password").isEmpty();
    byte[] obfuscation = next(fields);
    byte[] key = next(fields);
    assertThat(fields.hasRemaining()).isFalse();
    byte[] unique = Arrays.copyOfRange(keyPublic, keyPublic.length - 32, keyPublic.length);
    assertThat(sha256(obfuscation, key)).as("public area belongs to the key").isEqualTo(unique);
    return key;
  }

  /** What the blob held. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Activated(byte[] hmacKey, byte[] keyPublic, String note) {

    String sign(String text) {
      return base64(Sas.hmac(hmacKey, text));
    }

    String base64Key() {
      return base64(hmacKey);
    }
  }

  private static byte[] publicArea(String head, KeyPair pair) {
    BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
    byte[] signed = modulus.toByteArray();
    byte[] bytes = Arrays.copyOfRange(signed, signed.length - 256, signed.length);
    return concat(HEX.parseHex(head), HEX.parseHex(RSA_2048), bytes);
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] oaep(KeyPair pair, String label, byte[] encrypted) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      byte[] terminated = (label + "\0").getBytes(StandardCharsets.US_ASCII);
      cipher.init(
          Cipher.DECRYPT_MODE,
          pair.getPrivate(),
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(terminated)));
      return cipher.doFinal(encrypted);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("seed under label " + label, e);
    }
  }

  /** One block is enough: at most 256 bits are asked for. */
  private static byte[] kdfa(byte[] key, String label, byte[] context, int bits) {
    byte[] block =
        hmac(
            key,
            ByteBuffer.allocate(4).putInt(1).array(),
            label.getBytes(StandardCharsets.US_ASCII),
            new byte[1],
            context,
            ByteBuffer.allocate(4).putInt(bits).array());
    return Arrays.copyOf(block, bits / 8);
  }

  private static byte[] cfb(byte[] key, byte[] encrypted) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(encrypted);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(concat(parts));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(concat(parts));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] name(byte[] publicArea) {
    return concat(new byte[] {0x00, 0x0B}, sha256(publicArea));
  }

  private static byte[] next(ByteBuffer in) {
    byte[] field = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(field);
    return field;
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  private static byte[] sized(byte[] bytes) {
    return concat(ByteBuffer.allocate(2).putShort((short) bytes.length).array(), bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
