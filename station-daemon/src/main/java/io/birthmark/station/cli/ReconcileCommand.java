package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "reconcile",
    description =
        "Compares the journal with all that the service has, and mends what you name. Exit code 1:"
            + " something is left that is not as the journal says.")
final class ReconcileCommand extends VerbCommand {
  @Option(
      names = "--repair",
      paramLabel = "KIND",
      split = ",",
      description = {
        "What is mended, after the report; may be repeated:",
        "missing: queued again;  different: made this device's again;  disabled: enabled again;"
            + "  voided: deleted at the service."
      })
  private List<String> repair = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "F",
      description = "Every difference into F, a line each; the terminal shows the first ten.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      paramLabel = "json|csv",
      defaultValue = "json",
      description = "How the lines of F are written (default: ${DEFAULT-VALUE}).")
  private String format = "json";

  @Override
  String verb() {
    return "reconcile";
  }

  @Override
  Arguments arguments() {
    Optional<String> kinds =
        repair.isEmpty() ? Optional.empty() : Optional.of(String.join(",", repair));
    Arguments wanted = Arguments.none().with("repair", kinds);
    return output == null ? wanted : wanted.with("format", format);
  }

  @Override
  public Integer call() {
    Path target = output;
    if (target == null) {
      return super.call();
    }
    var line = spec().commandLine();
    return new OutputFile(target, line.getErr())
        .write(
            writer ->
                new Asking(line.getOut(), line.getErr(), json(), writer::println)
                    .ask(config(), verb(), this::arguments));
  }
}
