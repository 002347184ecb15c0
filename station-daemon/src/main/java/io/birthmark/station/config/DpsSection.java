package io.birthmark.station.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [dps]} */
final class DpsSection {
  static final URI USUAL_REGISTRATION_URL =
      URI.create("https://global.azure-devices-provisioning.net");

  /** The identity record it goes into holds 1 KiB, all told. */
  private static final int LONGEST_URL = 255;

  /** The service takes no more in one call. */
  private static final int LARGEST_BATCH = 10;

  private static final Pattern ID_SCOPE = Pattern.compile("[A-Za-z0-9]{1,64}");
  private static final Pattern POLICY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private DpsSection() {}

  static StationConfig.Dps read(Section section) {
    section.complainAboutUnknownKeys();
    return new StationConfig.Dps(
        section
            .requiredParsed(
                "service",
                ServiceAddress::parse,
                "the host of the service's own API, like \"NAME.azure-devices-provisioning.net\"")
            .orElse(new ServiceAddress("", 0)),
        section.parsed("registration_url", DpsSection::url).orElse(USUAL_REGISTRATION_URL),
        section.requiredText(
            "id_scope",
            ID_SCOPE,
            "the service's ID scope: letters and digits, like \"0ne00ABCDEF\""),
        section.requiredTextNotEchoed(
            "policy",
            POLICY,
            "the name of a shared access policy: 1 to 64 letters, digits, and . _ -"
                + " (its key is the credential dps-policy-key)"),
        number(section, "operations_per_minute", 100_000, 200),
        number(section, "batch_size", LARGEST_BATCH, LARGEST_BATCH),
        section
            .oneOf("bulk_counts", StationConfig.BulkCounts.class)
            .orElse(StationConfig.BulkCounts.EACH),
        section.path("ca_file"),
        section.seconds("connect_seconds", 300, 10),
        section.seconds("request_seconds", 600, 30),
        section
            .oneOf("offline_group", StationConfig.OfflineGroup.class)
            .orElse(StationConfig.OfflineGroup.STOP));
  }

  private static int number(Section section, String key, int most, int usual) {
    return section.number(key, 1, most).map(Long::intValue).orElse(usual);
  }

  private static Parsed<URI> url(String text) {
    return uri(text)
        .filter(uri -> "https".equals(uri.getScheme()) && uri.getHost() != null)
        .filter(uri -> uri.getRawUserInfo() == null)
        .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
        .filter(uri -> text.length() <= LONGEST_URL)
        .<Parsed<URI>>map(Parsed.Good::new)
        .orElseGet(
            () ->
                new Parsed.Bad<>(
                    "must be an https:// URL of at most "
                        + LONGEST_URL
                        + " characters, without user, query or fragment, got "
                        + Quoted.of(text)));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
