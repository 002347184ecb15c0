package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;

/** Structures as bytes, and bytes as text. */
final class Der {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Der() {}

  static Bytes of(ASN1Object structure) {
    try {
      return Bytes.of(structure.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException("a structure in memory cannot be written", e);
    }
  }

  /** PEM (RFC 7468), each line ended by a line feed. */
  static String pem(String label, Bytes der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der.toArray())
        + "\n-----END "
        + label
        + "-----\n";
  }
}
