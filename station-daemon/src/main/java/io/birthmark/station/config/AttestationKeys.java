package io.birthmark.station.config;

import io.birthmark.hsm.KeyKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code attestation} of a product, and the keys that go with each kind of it. */
final class AttestationKeys {
  /** What every part of the service takes as the name of a group or of an uploaded CA. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,126}[A-Za-z0-9])?");

  private static final String NAME_RULE =
      "1 to 128 letters, digits, and - . _ : with a letter or digit at both ends";

  /** Which kinds each key goes with. */
  private static final Map<String, List<Kind>> GOES_WITH =
      Map.of(
          "group", List.of(Kind.X509_GROUP, Kind.SYMMETRIC_KEY),
          "enrollment", List.of(Kind.SYMMETRIC_KEY),
          "key", List.of(Kind.X509, Kind.X509_GROUP),
          "ca_reference", List.of(Kind.X509_GROUP));

  private enum Kind implements Word {
    TPM("tpm"),
    X509("x509"),
    X509_GROUP("x509-group"),
    SYMMETRIC_KEY("symmetric-key");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  private enum Enrolled implements Word {
    GROUP("group"),
    INDIVIDUAL("individual");

    private final String word;

    Enrolled(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  private AttestationKeys() {}

  static ProductAttestation read(Section section) {
    if (!section.has("attestation")) {
      section.missing("attestation", "one of " + words(List.of(Kind.values())));
    }
    Optional<Kind> kind = section.oneOf("attestation", Kind.class);
    // Each key is read whatever the kind, so that its own mistakes are told as well.
    Optional<String> group = name(section, "group");
    Optional<String> caReference = name(section, "ca_reference");
    KeyKind key = section.oneOf("key", KeyKind.class, KeyKind::word).orElse(KeyKind.P256);
    boolean individual =
        section.oneOf("enrollment", Enrolled.class).equals(Optional.of(Enrolled.INDIVIDUAL));
    kind.ifPresent(k -> checkCompany(section, k));
    return switch (kind.orElse(Kind.TPM)) {
      case TPM -> new ProductAttestation.Tpm();
      case X509 -> new ProductAttestation.X509(key);
      case X509_GROUP -> new ProductAttestation.X509Group(group.orElse(""), key, caReference);
      case SYMMETRIC_KEY -> new ProductAttestation.SymmetricKey(group.orElse(""), individual);
    };
  }

  private static Optional<String> name(Section section, String key) {
    return section.parsed(
        key,
        text ->
            NAME.matcher(text).matches()
                ? new Parsed.Good<>(text)
                : new Parsed.Bad<>("must be " + NAME_RULE + ", got " + Quoted.of(text)));
  }

  private static void checkCompany(Section section, Kind kind) {
    for (String key : List.of("group", "enrollment", "key", "ca_reference")) {
      List<Kind> kinds = GOES_WITH.getOrDefault(key, List.of());
      if (section.has(key) && !kinds.contains(kind)) {
        section.errorOfTheWhole(
            key,
            "only goes with attestation = " + words(kinds) + ", not " + Quoted.of(kind.word()));
      }
    }
    if (!section.has("group") && GOES_WITH.getOrDefault("group", List.of()).contains(kind)) {
      section.missing(
          "group",
          "the name of the enrollment group at the service, as attestation is "
              + Quoted.of(kind.word())
              + ": "
              + NAME_RULE);
    }
  }

  private static String words(List<Kind> kinds) {
    String[] quoted = kinds.stream().map(kind -> Quoted.of(kind.word())).toArray(String[]::new);
    return quoted.length == 1
        ? quoted[0]
        : String.join(", ", Arrays.asList(quoted).subList(0, quoted.length - 1))
            + " or "
            + quoted[quoted.length - 1];
  }
}
