package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "init",
    description =
        "Makes the CA's key in the HSM, and the request that the plant root signs. Refused when there"
            + " is a key already.")
final class CaInitCommand extends RequestCommand {
  @Option(
      names = "--key",
      paramLabel = "KIND",
      defaultValue = "p-256",
      description = "p-256, p-384, rsa-2048 or rsa-3072 (default: ${DEFAULT-VALUE}).")
  private String key = "p-256";

  @Option(
      names = "--self-signed",
      description =
          "Let the CA vouch for itself, without a plant root; for trying out. The answer says what"
              + " that costs.")
  private boolean selfSigned;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long it then vouches for itself, 1 to 3650 days (default: 730).")
  private @Nullable String days;

  @Override
  String verb() {
    return "ca init";
  }

  @Override
  boolean withoutRequest() {
    return selfSigned;
  }

  @Override
  Arguments arguments() {
    Arguments made = Arguments.none().with("key", key).with("days", Optional.ofNullable(days));
    return selfSigned ? made.with("selfSigned", "true") : made;
  }
}
