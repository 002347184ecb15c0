package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "preview",
    description = "The label of a device as a PNG, dot by dot as it is printed.")
final class LabelPreviewCommand extends VerbCommand {
  @Parameters(paramLabel = "SN", description = "The serial.")
  private String serial = "";

  @Option(names = "--output", required = true, paramLabel = "F", description = "Where it goes.")
  private Path output = Path.of("label.png");

  @Override
  String verb() {
    return "label preview";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("serial", serial);
  }

  @Override
  public Integer call() {
    var line = spec().commandLine();
    try {
      return new Asking(line.getOut(), line.getErr(), json(), this::write)
          .ask(config(), verb(), this::arguments);
    } catch (UncheckedIOException e) {
      line.getErr().println(output + " cannot be written: " + e.getCause());
      return ExitCode.ERROR;
    }
  }

  private void write(String png) {
    try {
      Files.write(output, Base64.getDecoder().decode(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
