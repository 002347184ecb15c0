package io.birthmark.station.cli;

import io.birthmark.hsm.Problem;
import io.birthmark.station.Station;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.ControlClient;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/** Has a verb carried out by whoever owns the state directory, and shows the answer. */
final class Asking {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final Consumer<String> lines;
  private final Notes notes;

  /**
   * An asking.
   *
   * @param json print the answer's document instead of its text
   * @param lines takes the lines of a long answer
   */
  Asking(PrintWriter out, PrintWriter err, boolean json, Consumer<String> lines) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.lines = lines;
    this.notes = new Notes(err, Terminal.isStandardError());
  }

  /**
   * Asks.
   *
   * @param arguments made when the configuration is known
   */
  int ask(Path configFile, String verb, Function<StationConfig, Arguments> arguments) {
    ConfigReading reading = StationConfig.load(configFile, System.getenv());
    if (reading instanceof ConfigReading.Refused refused) {
      err.println(refused.text());
      return ExitCode.WRONG_USE;
    }
    StationConfig config = ((ConfigReading.Loaded) reading).config();
    Answer answer = carryOut(config, verb, arguments.apply(config));
    notes.end();
    show(answer);
    return answer.exitCode();
  }

  /** Prints an answer. */
  void show(Answer answer) {
    if (json) {
      out.println(answer.document().toPrettyString());
    } else if (!answer.text().isEmpty()) {
      (answer.exitCode() == ExitCode.WRONG_USE ? err : out).println(answer.text());
    }
    out.flush();
  }

  private Answer carryOut(StationConfig config, String verb, Arguments arguments) {
    Path socket = config.station().control();
    if (Files.exists(socket)) {
      ControlClient station;
      try {
        station = ControlClient.connect(socket);
      } catch (IOException e) {
        // A socket that a dead station left, or one that is not for us: the lock decides.
        err.println("no station listens at " + socket + " (" + e.getMessage() + ")");
        return carryOutHere(config, verb, arguments);
      }
      return askStation(station, verb, arguments);
    }
    return carryOutHere(config, verb, arguments);
  }

  private Answer askStation(ControlClient station, String verb, Arguments arguments) {
    try (station) {
      return station.carryOut(verb, arguments, new Here());
    } catch (IOException e) {
      return Answer.problem(
          Problem.ofStation(
              "station.ended",
              "The station ended before it answered (" + e.getMessage() + ").",
              "What was asked for may be done or not: look with `birthmark status` and `birthmark"
                  + " show SN`, then ask again. Asking twice does no harm."));
    }
  }

  private Answer carryOutHere(StationConfig config, String verb, Arguments arguments) {
    try (Station station = Station.open(config, System.getenv(), Clock.systemUTC())) {
      return station.verbs().carryOut(verb, arguments, new Here());
    } catch (StorageException e) {
      return Answer.problem(e.problem());
    }
  }

  /** The person at this terminal. */
  private final class Here implements Caller {
    @Override
    public String who() {
      return "user:" + System.getProperty("user.name");
    }

    @Override
    public void progress(String note) {
      notes.show(note);
    }

    @Override
    public void line(String line) {
      notes.end();
      lines.accept(line);
    }
  }
}
