package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
    name = "create",
    description =
        "Makes an enrollment group: of certificates under this station's CA, or of keys derived"
            + " from one that the service makes and the station's HSM keeps.")
final class DpsGroupCreateCommand extends OperatorCommand {
  @ArgGroup(multiplicity = "1")
  private Kind kind = new Kind();

  /** One or the other. */
  static final class Kind {
    @Option(names = "--x509", required = true, description = "Devices have certificates.")
    private boolean x509;

    @Option(
        names = "--symmetric-key",
        required = true,
        description = "Devices have keys derived from the group's.")
    private boolean symmetricKey;
  }

  @Option(
      names = "--certificate",
      paramLabel = "F",
      description = "The CA that the group trusts, PEM (default: the station's issuing CA).")
  private @Nullable Path certificate;

  @Option(
      names = "--ca-reference",
      paramLabel = "N",
      description = "The name of a CA at the service, uploaded and proven there, instead.")
  private @Nullable String caReference;

  @Option(
      names = "--existing",
      description = "The group is there already: only bring its key into this station's HSM.")
  private boolean existing;

  @Override
  String verb() {
    return "dps group create";
  }

  @Override
  Arguments arguments() {
    return super.arguments()
        .with("x509", Boolean.toString(kind.x509))
        .with("symmetricKey", Boolean.toString(kind.symmetricKey))
        .with("existing", Boolean.toString(existing))
        .with("caReference", Optional.ofNullable(caReference))
        .with("certificate", Optional.ofNullable(certificate).map(this::read));
  }

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ParameterException(
          spec().commandLine(), file + " cannot be read as text: " + e.getMessage());
    }
  }
}
