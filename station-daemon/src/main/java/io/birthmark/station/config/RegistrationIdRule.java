package io.birthmark.station.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a product's registration IDs are made of its serials: a text with {@code {serial}} in it. */
public record RegistrationIdRule(String template) {
  /** The upper bound of a common name in X.509 (RFC 5280, appendix A.1: ub-common-name). */
  private static final int LONGEST_COMMON_NAME = 64;

  private static final String SERIAL = "{serial}";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

  static Parsed<RegistrationIdRule> parse(String template) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    while (placeholder.find()) {
      if (!placeholder.group().equals(SERIAL)) {
        return new Parsed.Bad<>(
            "has the unknown placeholder "
                + Quoted.of(placeholder.group())
                + "; allowed: "
                + SERIAL);
      }
    }
    if (!template.contains(SERIAL)) {
      return new Parsed.Bad<>(
          "must have " + SERIAL + " in it, or every device would get the same registration ID");
    }
    // A zero in the serial's place, and what is wrong now is wrong for every serial.
    return RegistrationId.whyNot(template.replace(SERIAL, "0"))
        .<Parsed<RegistrationIdRule>>map(why -> new Parsed.Bad<>("cannot be used: " + why))
        .orElseGet(() -> new Parsed.Good<>(new RegistrationIdRule(template)));
  }

  /** A serial's upper-case letters become lower case, as the service does not tell them apart. */
  String apply(String serial) {
    return template.replace(SERIAL, serial.toLowerCase(Locale.ROOT));
  }

  Optional<String> whyNot(String serial) {
    return RegistrationId.whyNot(apply(serial));
  }

  /** A registration ID that becomes a certificate's common name has to fit there. */
  Optional<String> tooLongForCertificate(String serial) {
    String id = apply(serial);
    return id.length() <= LONGEST_COMMON_NAME
        ? Optional.empty()
        : Optional.of(
            "the registration ID "
                + Quoted.of(id)
                + " has "
                + id.length()
                + " characters; "
                + LONGEST_COMMON_NAME
                + " are allowed where it is the name in a certificate");
  }
}
