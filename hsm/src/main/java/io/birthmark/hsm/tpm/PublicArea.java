package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import tss.tpm.TPM2B_PUBLIC;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ALG_ID;

/**
 * A key's public area as bytes: TPM2B_PUBLIC, with its size in front (TPM 2.0 Part 2, section
 * 12.2.5). For an EK this is what the service knows as {@code endorsementKey}.
 */
public record PublicArea(Bytes tpm2b) {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private static final Map<Integer, String> DIGESTS =
      Map.of(
          TPM_ALG_ID.SHA1.toInt(), "SHA-1",
          TPM_ALG_ID.SHA256.toInt(), "SHA-256",
          TPM_ALG_ID.SHA384.toInt(), "SHA-384",
          TPM_ALG_ID.SHA512.toInt(), "SHA-512");

  static PublicArea of(TPMT_PUBLIC area) {
    return new PublicArea(Bytes.of(new TPM2B_PUBLIC(area).toBytes()));
  }

  /** Whether the name algorithm is one with which {@link #name} can be computed. */
  boolean hasName() {
    return DIGESTS.containsKey(nameAlgorithm());
  }

  private int nameAlgorithm() {
    return tpm2b.size() < 6 ? 0 : ByteBuffer.wrap(tpm2b.toArray()).getShort(4);
  }

  /** TPM 2.0 Part 1, section 16: the name algorithm's number before the digest of the area. */
  byte[] name() {
    String algorithm = DIGESTS.get(nameAlgorithm());
    if (algorithm == null) {
      throw ElementException.lasting(
          TpmProblems.badResponse("ReadPublic", "a key without a usable name algorithm"));
    }
    byte[] area = tpm2b.slice(2, tpm2b.size()).toArray();
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(area);
      return ByteBuffer.allocate(2 + digest.length)
          .putShort((short) nameAlgorithm())
          .put(digest)
          .array();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }

  /**
   * The registration ID that the device SDKs of the service derive from an EK when none is given:
   * lower-case base32 (RFC 4648) without padding of SHA-256 over the whole TPM2B_PUBLIC, 52
   * characters.
   */
  public String defaultRegistrationId() {
    StringBuilder id = new StringBuilder(52);
    int bits = 0;
    int held = 0;
    for (byte b : tpm2b.sha256().toArray()) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        id.append(BASE32.charAt((bits >> held) & 31));
      }
      bits &= (1 << held) - 1;
    }
    id.append(BASE32.charAt((bits << (5 - held)) & 31));
    return id.toString();
  }

  /** The RSA modulus; empty for a key of another kind. */
  static Optional<byte[]> modulus(TPMT_PUBLIC area) {
    return area.unique instanceof TPM2B_PUBLIC_KEY_RSA rsa
        ? Optional.of(rsa.buffer.clone())
        : Optional.empty();
  }
}
