package io.birthmark.station.cli;

import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Creates the orders in a file, and changes those that have another quantity there; all of"
            + " it or nothing. What is the same stays, so that a file may be imported again.")
final class OrderImportCommand extends VerbCommand {
  /** About a thousand orders: what goes through the control socket in one request. */
  private static final int LARGEST = 30 * 1024;

  @Parameters(
      paramLabel = "F",
      description =
          "CSV under a line number,product,quantity, or a JSON array of objects with these.")
  private Path file = Path.of("");

  private String orders = "";

  @Override
  String verb() {
    return "order import";
  }

  @Override
  public Integer call() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        return cannotRead("it has more than " + LARGEST + " bytes; cut it in pieces");
      }
      orders = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      return cannotRead("it is not UTF-8");
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
    return Arguments.none().with("orders", orders);
  }
}
