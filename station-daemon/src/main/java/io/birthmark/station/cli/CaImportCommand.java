package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Takes the plant root's answer: the CA's certificate, those above it, and the root, in one"
            + " file.")
final class CaImportCommand extends VerbCommand {
  /** More than any chain, also one with its certificates in words; fits into a request. */
  private static final int LARGEST = 256 * 1024;

  @Parameters(paramLabel = "F", description = "PEM, or one certificate in DER.")
  private Path file = Path.of("");

  private String certificates = "";

  @Override
  String verb() {
    return "ca import";
  }

  @Override
  public Integer call() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        return cannotRead(
            "it is larger than "
                + LARGEST / 1024
                + " KiB, which is more than any chain of certificates");
      }
      certificates = Base64.getEncoder().encodeToString(content);
    } catch (IOException e) {
      return cannotRead("it does not exist, or you may not read it");
    }
    return super.call();
  }

  private int cannotRead(String why) {
    spec().commandLine().getErr().println(file + " cannot be read: " + why + ".");
    return ExitCode.WRONG_USE;
  }

  @Override
  Arguments arguments() {
    return Arguments.none().with("certificates", certificates);
  }
}
