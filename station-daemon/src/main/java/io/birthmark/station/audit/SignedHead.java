package io.birthmark.station.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * A head as it is exported.
 *
 * @param seal empty when the station has no HSM to sign it
 */
public record SignedHead(Head head, String statement, Optional<Seal> seal) {
  /** More than any head; what is larger is another file. */
  static final int LARGEST = 16 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALGORITHM = "ECDSA-P256-SHA256";

  /**
   * A signature and its key.
   *
   * @param signature in DER, as openssl has it
   * @param publicKey a SubjectPublicKeyInfo
   */
  public record Seal(Bytes signature, Bytes publicKey) {

    boolean fits(String statement) {
      try {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(
            KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(publicKey.toArray())));
        verifier.update(statement.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(signature.toArray());
      } catch (GeneralSecurityException e) {
        // Not a key, or not a signature: whatever it is, it proves nothing.
        return false;
      }
    }
  }

  boolean isForged() {
    return seal.filter(s -> !s.fits(statement)).isPresent();
  }

  String json() {
    ObjectNode json = JSON.createObjectNode().put("statement", statement);
    seal.ifPresent(
        s ->
            json.put("algorithm", ALGORITHM)
                .put("signature", s.signature().base64())
                .put("publicKey", Pem.of(s.publicKey())));
    return json.toPrettyString() + "\n";
  }

  /** What a file says; empty when it is no head. */
  static Optional<SignedHead> read(byte[] file) {
    try {
      JsonNode json = JSON.readTree(file);
      String statement = json.path("statement").asText();
      Optional<Seal> seal =
          json.has("signature") || json.has("publicKey")
              ? Optional.of(
                  new Seal(
                      Bytes.ofBase64(json.path("signature").asText()),
                      Pem.publicKey(json.path("publicKey").asText())))
              : Optional.empty();
      return Head.read(statement).map(head -> new SignedHead(head, statement, seal));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
