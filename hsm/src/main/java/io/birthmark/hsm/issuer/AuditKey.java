package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.util.Optional;

/**
 * The key by which the station vouches for its journal: in the HSM beside the CA's, never the CA's,
 * and good for nothing else. It is made when it is first needed.
 *
 * <p>Thread-safe. Every method may throw {@link ElementException}: the HSM is gone or refuses.
 */
public final class AuditKey {
  private final StationHsm hsm;
  private final String label;

  /**
   * The audit key of a station.
   *
   * @param issuingKey the label of the CA's key
   */
  public AuditKey(StationHsm hsm, String issuingKey) {
    this.hsm = hsm;
    this.label = issuingKey + "-audit";
  }

  /**
   * What was signed.
   *
   * @param signature ECDSA with SHA-256, as certificates and openssl have it
   * @param publicKey a SubjectPublicKeyInfo
   */
  public record Signed(Bytes signature, Bytes publicKey) {}

  /** Signs, and makes the key before when there is none. */
  public Signed sign(Bytes message) {
    return hsm.use((token, session) -> signed(token, session, message))
        .orElseGet(() -> hsm.change((token, session) -> makeAndSign(token, session, message)));
  }

  /** The public key, a SubjectPublicKeyInfo; empty when nothing was signed yet. */
  public Optional<Bytes> publicKey() {
    return hsm.use((token, session) -> key(token, session).map(key -> key.publicKey().encoded()));
  }

  private Signed makeAndSign(Token token, TokenSession session, Bytes message) {
    return signed(token, session, message)
        .orElseGet(
            () -> {
              CaKeyPair.make(token, session, label, KeyKind.P256);
              return signed(token, session, message).orElseThrow();
            });
  }

  private Optional<Signed> signed(Token token, TokenSession session, Bytes message) {
    return key(token, session)
        .map(
            key ->
                new Signed(
                    key.sign(key.publicKey().algorithm(), message), key.publicKey().encoded()));
  }

  private Optional<KeyInHsm> key(Token token, TokenSession session) {
    CaObjects objects = new CaObjects(token, session, label);
    if (objects.privateKey().isEmpty()) {
      // A token that was pulled seems empty.
      var unused = token.present();
      return Optional.empty();
    }
    return Optional.of(objects.key());
  }
}
