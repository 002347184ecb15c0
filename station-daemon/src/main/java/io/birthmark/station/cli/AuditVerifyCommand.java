package io.birthmark.station.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.AuditVerbs;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Walks the journal's chain of events and holds it against every head that was exported, and"
          + " those given. Names the first event that was changed, removed, put in or moved, or"
          + " that the journal was cut off.",
      "Ends with 0 when nothing was tampered with, 1 when something was, 3 when it cannot tell."
    })
final class AuditVerifyCommand extends VerbCommand {
  private static final int LARGEST_FILE = 16 * 1024;
  // What fits into one question to a running station, as base64 and with the names.
  private static final int LARGEST_IN_ALL = 40 * 1024;

  @Option(
      names = "--head",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Heads that were taken off the box; may be given more than once.")
  private List<Path> heads = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The public key that heads must be signed with, PEM; otherwise the HSM's and those the"
              + " journal tells of.")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Verify this copy of a journal; needs no station and no configuration.")
  private @Nullable Path journal;

  @Override
  String verb() {
    return "audit verify";
  }

  @Override
  Arguments arguments() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    add(json.putArray("heads"), heads);
    add(json.putArray("keys"), keys);
    return new Arguments(json);
  }

  @Override
  public Integer call() {
    Arguments given;
    try {
      given = arguments();
    } catch (UncheckedIOException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    Path copy = journal;
    if (copy == null) {
      return given.json().toString().length() > LARGEST_IN_ALL
          ? wrong(
              "These are more heads than a station takes at once; verify a copy: --journal FILE.")
          : super.call();
    }
    Answer answer = AuditVerbs.verifyCopy(copy, given);
    asking().show(answer);
    return answer.exitCode();
  }

  private int wrong(String why) {
    spec().commandLine().getErr().println(why);
    return ExitCode.WRONG_USE;
  }

  private static void add(ArrayNode array, List<Path> files) {
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(LARGEST_FILE + 1);
        if (content.length > LARGEST_FILE) {
          throw new IOException("it is larger than any head");
        }
        array
            .addObject()
            .put("name", file.toString())
            .put("content", Base64.getEncoder().encodeToString(content));
      } catch (IOException e) {
        throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
  }
}
