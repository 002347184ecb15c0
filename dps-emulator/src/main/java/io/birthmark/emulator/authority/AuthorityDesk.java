package io.birthmark.emulator.authority;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.birthmark.emulator.http.Desk;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.http.Route;
import io.birthmark.emulator.sas.Permission;
import io.birthmark.emulator.sas.SharedAccess;
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.x509.CertificateText;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The emulator's own API for CA certificates: put, show, list, delete, and the proof of possession
 * in two steps. It takes certificates as plain text, so that curl can send a file.
 */
public final class AuthorityDesk implements Desk {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** 48 digits, as the service's codes have, and fewer than the 64 a common name may have. */
  private static final int CODE_BYTES = 24;

  private final Store store;
  private final SharedAccess access;
  private final Clock clock;
  private final RandomSource random;

  public AuthorityDesk(Store store, SharedAccess access, Clock clock, RandomSource random) {
    this.store = store;
    this.access = access;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Reply answer(Request request, Route route) {
    access.require(Permission.SERVICE_CONFIG, request);
    String name = route.subject();
    return switch (route.operation()) {
      case LIST_CAS -> list();
      case PUT_CA -> put(name, request.body());
      case GET_CA -> Reply.ok(existing(name).json());
      case DELETE_CA -> delete(name);
      case GENERATE_VERIFICATION_CODE -> generateCode(name);
      case VERIFY_CA -> verify(name, request.body());
      default -> throw new IllegalStateException(route.operation() + " came to the wrong desk");
    };
  }

  private Reply list() {
    ArrayNode all = Json.array();
    store.all(CaCertificate.TABLE).map(CaCertificate::json).forEach(all::add);
    return Reply.ok(all);
  }

  private Reply put(String name, String text) {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.badRequest("A certificate's name is 1 to 64 letters, digits and . _ -");
    }
    Instant now = clock.instant();
    X509Certificate certificate = CertificateText.read(text, "The CA certificate");
    ProofOfPossession.requireUsable(certificate, now);
    return Reply.ok(
        store
            .change(
                transaction -> {
                  CaCertificate present =
                      transaction
                          .find(CaCertificate.TABLE, name)
                          .orElseGet(() -> CaCertificate.unverified(name, certificate, now));
                  if (!present.certificate().equals(certificate)) {
                    throw Refusal.of(
                        409,
                        409201,
                        "The name '"
                            + name
                            + "' belongs to another certificate. Delete that one, or use another name.");
                  }
                  transaction.write(CaCertificate.TABLE, present);
                  return present;
                })
            .json());
  }

  private Reply delete(String name) {
    existing(name);
    store.change(
        transaction -> {
          transaction.delete(CaCertificate.TABLE, name);
          return name;
        });
    return Reply.noContent();
  }

  private Reply generateCode(String name) {
    String code = random.hex(CODE_BYTES).toUpperCase(Locale.ROOT);
    return changed(name, present -> present.awaiting(code, clock.instant()));
  }

  private Reply verify(String name, String text) {
    X509Certificate proof = CertificateText.read(text, "The proof");
    Instant now = clock.instant();
    return changed(
        name,
        present -> {
          ProofOfPossession.require(present, proof, now);
          return present.proven(now);
        });
  }

  private Reply changed(String name, UnaryOperator<CaCertificate> change) {
    return Reply.ok(
        store
            .change(
                transaction -> {
                  CaCertificate changed =
                      change.apply(
                          transaction
                              .find(CaCertificate.TABLE, name)
                              .orElseThrow(() -> absent(name)));
                  transaction.write(CaCertificate.TABLE, changed);
                  return changed;
                })
            .json());
  }

  private CaCertificate existing(String name) {
    return store.find(CaCertificate.TABLE, name).orElseThrow(() -> absent(name));
  }

  private static Refusal absent(String name) {
    return Refusal.notFound("There is no CA certificate '" + name + "'.");
  }
}
