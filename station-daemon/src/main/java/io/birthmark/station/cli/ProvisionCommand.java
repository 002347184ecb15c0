package io.birthmark.station.cli;

import io.birthmark.station.config.SerialSource;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Arguments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "provision",
    description = "One run now: identify the device in a slot, give it its identity, read it back.")
final class ProvisionCommand extends VerbCommand {
  private static final String FROM_STANDARD_INPUT = "-";

  @Option(
      names = "--slot",
      paramLabel = "S",
      description = "The slot; may be left out when there is one.")
  private @Nullable String slot;

  @Option(
      names = "--serial",
      paramLabel = "SN",
      description =
          "The serial, as scanned; - reads a line from standard input. When it is left out on a"
              + " terminal, and the product takes it from a scan, you are asked for it.")
  private @Nullable String serial;

  @ArgGroup(exclusive = false)
  private @Nullable Rework rework;

  /** A device that has an identity gets another one. */
  static final class Rework {
    @Option(
        names = "--rework",
        required = true,
        description =
            "Retire the identity that the device has, and the one that bears the serial, and give the"
                + " new one, in one step of the journal.")
    private boolean wanted;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "R",
        description = "Why; stands in the journal with your name.")
    private String reason = "";
  }

  @Override
  String verb() {
    return "provision";
  }

  @Override
  Arguments arguments() {
    Arguments arguments = Arguments.none().with("slot", Optional.ofNullable(slot));
    Rework given = rework;
    return given == null || !given.wanted
        ? arguments
        : arguments.with("rework", "true").with("reason", given.reason);
  }

  @Override
  Arguments arguments(StationConfig config) {
    return arguments().with("serial", serial(config));
  }

  private Optional<String> serial(StationConfig config) {
    String given = serial;
    if (given == null) {
      return Terminal.isStandardInput() && scans(config) ? scanned() : Optional.empty();
    }
    return given.equals(FROM_STANDARD_INPUT) ? typed() : Optional.of(given);
  }

  /** Whether the slot that is meant builds something whose serial is scanned. */
  private boolean scans(StationConfig config) {
    Optional<StationConfig.Slot> meant =
        slot == null && config.slots().size() == 1
            ? Optional.of(config.slots().get(0))
            : Optional.ofNullable(slot).flatMap(config::slot);
    return meant.filter(s -> s.product().serialSource() instanceof SerialSource.Scan).isPresent();
  }

  private Optional<String> scanned() {
    spec().commandLine().getErr().print("scan the serial: ");
    spec().commandLine().getErr().flush();
    return typed();
  }

  /** A scanner is a keyboard that ends with Enter. */
  private static Optional<String> typed() {
    try {
      return Optional.ofNullable(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                  .readLine())
          .map(String::strip);
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }
}
