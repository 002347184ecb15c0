package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "prove-ca",
    description =
        "Makes the certificate that proves to the service that the line's CA is here, and prints"
            + " Azure's commands around it. Nothing is called.")
final class DpsProveCaCommand extends VerbCommand {
  @Parameters(paramLabel = "NAME", description = "The CA's name at the service.")
  private String name = "";

  @Option(
      names = "--code",
      required = true,
      paramLabel = "CODE",
      description = "The verification code that the service generated.")
  private String code = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "F",
      description = "Where the certificate goes, PEM.")
  private Path output = Path.of("");

  @Override
  String verb() {
    return "dps prove-ca";
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("name", name).with("code", code).with("output", output.toString());
  }

  @Override
  public Integer call() {
    var line = spec().commandLine();
    return new OutputFile(output, line.getErr())
        .write(
            writer ->
                new Asking(line.getOut(), line.getErr(), json(), writer::println)
                    .ask(config(), verb(), this::arguments));
  }
}
