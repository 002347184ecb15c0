package io.birthmark.station.config;

import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.station.config.StationConfig.Issuer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [issuer]}: the station's own HSM. */
final class IssuerSection {
  private static final int USUAL_DAYS = 3650;
  private static final int MOST_DAYS = 36_500;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private IssuerSection() {}

  /** Empty when there is none. */
  static Optional<Issuer> read(Section top, String stationId, List<Product> products) {
    if (!top.has("issuer")) {
      products.stream()
          .filter(product -> product.attestation().needsIssuer())
          .findFirst()
          .ifPresent(
              product ->
                  top.missing(
                      "issuer",
                      "there, written [issuer], as product."
                          + product.name()
                          + ".attestation needs the station's own HSM"));
      return Optional.empty();
    }
    Section section = top.section("issuer", SectionKeys.ISSUER);
    section.complainAboutUnknownKeys();
    Optional<Path> module = TokenKeys.module(section);
    TokenChoice token = TokenKeys.choice(section, "token");
    if (!section.has("token") && !section.has("token_serial")) {
      section.missing("token", "the label of the HSM's token; token_serial may stand in its place");
    }
    String key =
        section.has("key")
            ? section.requiredText(
                "key", KEY, "the label of the issuing key: 1 to 64 letters, digits, and . _ : -")
            : stationId + "-issuing";
    int days = section.number("validity_days", 1, MOST_DAYS).map(Long::intValue).orElse(USUAL_DAYS);
    return Optional.of(new Issuer(module.orElse(Path.of("/")), token, key, days));
  }
}
