package io.birthmark.emulator.tpm;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The public half of a TPM's storage key as a device sends it: a {@code TPM2B_PUBLIC} (two bytes of
 * size, then the {@code TPMT_PUBLIC}) of an RSA-2048 restricted decryption key with SHA-256 names
 * and AES-128-CFB.
 *
 * <p>Nothing else is accepted, because the blob for the device ({@link ActivationBlob}) is computed
 * for exactly this kind of key, and every DPS client makes it so. A DER or PEM key, the usual
 * mistake, fails at the first two bytes.
 */
public final class TpmPublicArea {

  private static final int ALG_RSA = 0x0001;
  private static final int ALG_AES = 0x0006;
  private static final int ALG_SHA256 = 0x000B;
  private static final int ALG_NULL = 0x0010;
  private static final int ALG_CFB = 0x0043;
  private static final int RESTRICTED = 0x00010000;
  private static final int DECRYPT = 0x00020000;
  private static final int SIGN = 0x00040000;
  private static final int RSA_BITS = 2048;
  private static final int AES_BITS = 128;
  private static final BigInteger DEFAULT_EXPONENT = BigInteger.valueOf(65537);

  private final byte[] sized;
  private final BigInteger modulus;

  private TpmPublicArea(byte[] sized, BigInteger modulus) {
    this.sized = sized;
    this.modulus = modulus;
  }

  /** Reads base64 of a {@code TPM2B_PUBLIC}. */
  public static TpmPublicArea ofBase64(String text) throws NotATpmKeyException {
    byte[] sized;
    try {
      sized = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new NotATpmKeyException("it is not base64", e);
    }
    try {
      return new TpmPublicArea(sized, readModulus(ByteBuffer.wrap(sized)));
    } catch (BufferUnderflowException e) {
      throw new NotATpmKeyException("it ends in the middle of the structure", e);
    }
  }

  private static BigInteger readModulus(ByteBuffer in) throws NotATpmKeyException {
    expect(size(in) == in.remaining(), "its first two bytes are not the size of the rest");
    expect(size(in) == ALG_RSA, "it is not an RSA key");
    expect(size(in) == ALG_SHA256, "its name algorithm is not SHA-256");
    int attributes = in.getInt();
    expect(
        (attributes & (RESTRICTED | DECRYPT | SIGN)) == (RESTRICTED | DECRYPT),
        "it is not a restricted decryption key");
    sizedBytes(in); // the authorisation policy: the owner's affair
    expect(
        size(in) == ALG_AES && size(in) == AES_BITS && size(in) == ALG_CFB,
        "its symmetric algorithm is not AES-128-CFB");
    expect(size(in) == ALG_NULL, "it has a scheme of its own");
    expect(size(in) == RSA_BITS, "it is not RSA-2048");
    int exponent = in.getInt();
    expect(exponent == 0 || exponent == DEFAULT_EXPONENT.intValue(), "its exponent is not 65537");
    BigInteger modulus = new BigInteger(1, sizedBytes(in));
    expect(modulus.bitLength() == RSA_BITS, "its modulus does not have 2048 bits");
    expect(!in.hasRemaining(), "there are bytes after its end");
    return modulus;
  }

  private static int size(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static byte[] sizedBytes(ByteBuffer in) {
    int length = size(in);
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static void expect(boolean holds, String otherwise) throws NotATpmKeyException {
    if (!holds) {
      throw new NotATpmKeyException(otherwise);
    }
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(sized);
  }

  /** The {@code TPMT_PUBLIC}, which is what a name is computed over. */
  byte[] withoutSize() {
    return Arrays.copyOfRange(sized, 2, sized.length);
  }

  RSAPublicKey rsaKey() {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, DEFAULT_EXPONENT));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no RSA", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TpmPublicArea area && Arrays.equals(sized, area.sized);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sized);
  }

  @Override
  public String toString() {
    return "TpmPublicArea[" + sized.length + " bytes]";
  }
}
