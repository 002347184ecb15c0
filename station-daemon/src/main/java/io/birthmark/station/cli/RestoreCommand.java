package io.birthmark.station.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.Restoration;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = {
      "Puts a backup in the place of the journal; only while the station does not run. F.sha256 must"
          + " be beside F. The journal that is replaced is kept.",
      "Serial ranges go on past what the replaced journal gave out; if that cannot be read, --next"
          + " says where."
    })
final class RestoreCommand extends VerbCommand {
  @Parameters(paramLabel = "F", description = "What `birthmark backup` made.")
  private Path file = Path.of("");

  @Option(
      names = "--next",
      paramLabel = "PRODUCT=NUMBER",
      description = "The next number of a product's serial range.")
  private Map<String, Long> next = new LinkedHashMap<>();

  @Override
  String verb() {
    return "restore";
  }

  @Override
  Arguments arguments() {
    return Arguments.none();
  }

  @Override
  public Integer call() {
    ConfigReading reading = StationConfig.load(config(), System.getenv());
    if (reading instanceof ConfigReading.Refused refused) {
      spec().commandLine().getErr().println(refused.text());
      return ExitCode.WRONG_USE;
    }
    Restoration restoration =
        new Restoration(((ConfigReading.Loaded) reading).config(), Clock.systemUTC());
    if (!restoration.counted().containsAll(next.keySet())) {
      throw new ParameterException(
          spec().commandLine(),
          "--next takes a product with serial_from = \"range\": " + restoration.counted());
    }
    Answer answer = restore(restoration);
    spec()
        .commandLine()
        .getOut()
        .println(json() ? answer.document().toPrettyString() : answer.text());
    return answer.exitCode();
  }

  private Answer restore(Restoration restoration) {
    try {
      return done(
          restoration.restore(
              file.toAbsolutePath(), next, "user:" + System.getProperty("user.name")));
    } catch (StorageException e) {
      return Answer.problem(e.problem());
    }
  }

  private static Answer done(Restoration.Restored restored) {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document
        .put("madeAt", restored.madeAt().toString())
        .put("asked", restored.asked())
        .put("held", restored.held());
    ObjectNode ranges = document.putObject("nextSerials");
    restored.nextSerials().forEach(ranges::put);
    restored.replaced().ifPresent(path -> document.put("replaced", path.toString()));
    return Answer.done(document, text(restored));
  }

  private static String text(Restoration.Restored restored) {
    return "The journal is as it was at "
        + restored.madeAt()
        + "."
        + restored.replaced().map(path -> " The one before is kept as " + path + ".").orElse("")
        + restored.nextSerials().entrySet().stream()
            .map(range -> "\n" + range.getKey() + ": the next serial is " + range.getValue())
            .collect(Collectors.joining())
        + (restored.held() == 0
            ? ""
            : "\n" + restored.held() + " deletes are held: birthmark quarantine list")
        + "\nDevices built since then are recognised when they are put in again; docs/backup.md.";
  }
}
