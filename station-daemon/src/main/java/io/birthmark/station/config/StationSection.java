package io.birthmark.station.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [station]} */
final class StationSection {
  static final Path USUAL_STATE = Path.of("/var/lib/birthmark");
  static final Path USUAL_CONTROL = Path.of("/run/birthmark/control");

  /** The room Linux has for a UNIX socket's path, less the byte that ends it. */
  private static final int LONGEST_SOCKET_PATH = 107;

  /** Many times what the runs of many slots write between their beginning and their end. */
  private static final long USUAL_RESERVE_MEBIBYTES = 32;

  private static final long LARGEST_RESERVE_MEBIBYTES = 1_000_000;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private StationSection() {}

  static StationConfig.Station read(Section section, Map<String, String> environment) {
    section.complainAboutUnknownKeys();
    Optional<Path> control = section.path("control");
    control
        .filter(path -> bytes(path) > LONGEST_SOCKET_PATH)
        .ifPresent(
            path ->
                section.error(
                    "control",
                    "must be a path of at most "
                        + LONGEST_SOCKET_PATH
                        + " bytes, as it is a socket's; this one has "
                        + bytes(path)));
    return new StationConfig.Station(
        section.requiredText(
            "id", ID, "the station's name: 1 to 64 letters, digits, and . _ -, like \"line3-a\""),
        section.parsed("own_tpm", DeviceForm::parse),
        section.path("state").orElseGet(() -> stateOf(environment)),
        section
                .number("reserve_mebibytes", 0, LARGEST_RESERVE_MEBIBYTES)
                .orElse(USUAL_RESERVE_MEBIBYTES)
            << 20,
        control.orElse(USUAL_CONTROL),
        section.path("credentials"));
  }

  /** systemd lists several directories with colons between them; the first is the unit's own. */
  private static Path stateOf(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("STATE_DIRECTORY"))
        .map(list -> list.split(":", 2)[0])
        .filter(first -> !first.isBlank())
        .map(Path::of)
        .orElse(USUAL_STATE);
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
