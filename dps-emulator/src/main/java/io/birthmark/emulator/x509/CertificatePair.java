package io.birthmark.emulator.x509;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** One certificate, or two while one takes the other's place. */
public record CertificatePair(
    Optional<X509Certificate> primary, Optional<X509Certificate> secondary) {

  /**
   * Reads {@code primary} and {@code secondary}, of which one must be there.
   *
   * @param name of the member the two stand in
   */
  public static CertificatePair read(Members members, String name) {
    CertificatePair pair =
        new CertificatePair(
            certificate(members, "primary", name), certificate(members, "secondary", name));
    if (pair.all().findAny().isEmpty()) {
      throw Refusal.badRequest(name + " needs a primary or a secondary certificate.");
    }
    return pair;
  }

  private static Optional<X509Certificate> certificate(Members members, String which, String name) {
    return members
        .object(which)
        .map(
            one ->
                CertificateText.read(
                    one.requiredText("certificate"), "The " + which + " of " + name));
  }

  public boolean holds(X509Certificate certificate) {
    return all().anyMatch(certificate::equals);
  }

  public Stream<X509Certificate> all() {
    return Stream.concat(primary.stream(), secondary.stream());
  }

  public ObjectNode json() {
    ObjectNode json = Json.object();
    BiConsumer<String, X509Certificate> put =
        (which, certificate) -> {
          ObjectNode one = json.putObject(which);
          one.put("certificate", CertificateText.write(certificate));
          one.set("info", CertificateInfo.json(certificate));
        };
    primary.ifPresent(certificate -> put.accept("primary", certificate));
    secondary.ifPresent(certificate -> put.accept("secondary", certificate));
    return json;
  }
}
