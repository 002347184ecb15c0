package io.birthmark.endtoend;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.powercut.Call;
import io.birthmark.powercut.Disk;
import io.birthmark.powercut.Luck;
import io.birthmark.station.Station;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Cuts the power of a recorded line at many moments, and starts a station on what is left. */
final class PowerCuts {
  private static final String JOURNAL =
      """
      PRAGMA integrity_check;
      SELECT 'passed ' || d.serial FROM runs r JOIN devices d ON d.id = r.device
        WHERE r.outcome = 'PASS' AND d.state IN ('provisioned', 'void');
      SELECT 'intent ' || d.serial FROM runs r JOIN devices d ON d.id = r.device
        WHERE json_array_length(r.intent) > 0;
      SELECT 'create ' || d.registration_id FROM enrollments e JOIN devices d ON d.id = e.device
        WHERE e.operation = 'create';
      SELECT 'sent ' || d.registration_id FROM enrollments e JOIN devices d ON d.id = e.device
        WHERE e.operation = 'create' AND e.state <> 'queued';
      SELECT 'number ' || number FROM serial_numbers;
      SELECT 'void ' || serial FROM devices WHERE state = 'void';
      """;

  private final RecordedLine line;
  private final Outside outside;
  private final List<Call> calls;
  private final Path state;
  private final Random random;
  private final Tally tally = new Tally();

  /**
   * Cuts to come.
   *
   * @param calls those of the line, or some of them left out
   */
  PowerCuts(RecordedLine line, List<Call> calls, long seed) {
    this.line = line;
    this.outside = new Outside(line);
    this.calls = calls;
    this.state = line.bench().folder().resolve("cut");
    this.random = new Random(seed);
  }

  /**
   * Cuts so often, and resumes the upload after {@code resumed} of the cuts.
   *
   * @return what was found
   */
  Tally cut(int cuts, int resumed) throws IOException {
    Set<Integer> moments = moments(cuts);
    return cut(moments, some(resumed, moments));
  }

  /** Cuts once after each of the calls that are at these places. */
  Tally cutAt(Set<Integer> moments) throws IOException {
    return cut(moments, Set.of());
  }

  private Tally cut(Set<Integer> moments, Set<Integer> toResume) throws IOException {
    StationConfig config = config();
    Disk disk = new Disk();
    for (int i = 0; i < calls.size(); i++) {
      disk.apply(calls.get(i));
      if (moments.contains(i)) {
        disk.cut(state, Luck.draw(random));
        tally.cut();
        check(config, calls.get(i));
        if (toResume.contains(i)) {
          resume(calls.get(i));
        }
      }
    }
    return tally;
  }

  /** Half of them anywhere; half right after something left the process, where promises bind. */
  private Set<Integer> moments(int cuts) {
    List<Integer> sendings =
        IntStream.range(0, calls.size())
            .filter(i -> calls.get(i) instanceof Call.Sent)
            .boxed()
            .toList();
    Set<Integer> moments = new TreeSet<>();
    for (int i = 0; moments.size() < Math.min(cuts, calls.size() / 2); i++) {
      moments.add(
          i % 2 == 0
              ? random.nextInt(calls.size())
              : sendings.get(random.nextInt(sendings.size())));
    }
    return moments;
  }

  private Set<Integer> some(int count, Set<Integer> moments) {
    List<Integer> sure =
        moments.stream().filter(i -> line.service().isSure(calls.get(i).when().seconds())).toList();
    Set<Integer> some = new HashSet<>();
    for (int i = 1; i <= count; i++) {
      some.add(sure.get(i * (sure.size() - 1) / count));
    }
    return some;
  }

  private void check(StationConfig config, Call last) {
    try {
      Station.open(config, Map.of(), Clock.systemUTC()).close();
    } catch (StorageException e) {
      tally.damaged(last.when() + ": " + e.problem());
      return;
    }
    Set<String> journal =
        Set.copyOf(Tools.sqlite(state.resolve("journal.db"), JOURNAL).lines().toList());
    if (!journal.contains("ok")) {
      tally.damaged(last.when() + ": " + journal);
    }
    for (Outside.Fact fact : outside.at(last)) {
      if (!journal.contains(fact.journal())) {
        String what = fact.journal() + " of line " + fact.from() + ", cut after " + last.when();
        if (fact.told()) {
          tally.lost(what);
        } else {
          tally.untold(what);
        }
      }
    }
  }

  /** The service is as it was at the cut; the station's queue flows again. */
  private void resume(Call last) throws IOException {
    Path dps = line.bench().folder().resolve("dps-at-cut");
    TpmShop.copy(line.bench().folder().resolve("dps"), dps);
    Path changes = dps.resolve("enrollments.jsonl");
    Files.write(changes, line.service().at(last.when().seconds()));
    try (DpsEmulator service =
        DpsEmulator.start(
            EmulatorOptions.builder().directory(dps).port(0).retryAfterSeconds(0).build())) {
      Files.writeString(
          configFile(),
          toml()
              .replace(
                  "localhost:" + line.bench().service().port(), "localhost:" + service.port()));
      Said upload = Here.cli("upload", "--seconds", "60", "--config", configFile().toString());
      String provisioned =
          Tools.sqlite(
              state.resolve("journal.db"),
              "SELECT registration_id FROM devices WHERE state = 'provisioned' ORDER BY 1");
      List<String> enrolled = new Enrolled(dps).registrationIds();
      if (upload.exit() != 0 || !enrolled.equals(provisioned.lines().toList())) {
        tally.lost(
            last.when() + ": provisioned " + provisioned + ", enrolled " + enrolled + upload);
      }
      List<String> written = ServiceLog.written(Files.readAllBytes(changes));
      if (new HashSet<>(written).size() != written.size()) {
        tally.lost(last.when() + ": enrolled twice: " + written);
      }
    } finally {
      TpmShop.delete(dps);
    }
  }

  private StationConfig config() throws IOException {
    Files.writeString(configFile(), toml());
    return ((ConfigReading.Loaded) StationConfig.load(configFile(), Map.of())).config();
  }

  private Path configFile() {
    return line.bench().folder().resolve("cut.toml");
  }

  private String toml() {
    return line.bench()
        .settings()
        .toml()
        .replace(line.bench().state().toString(), state.toString())
        .replace(line.bench().socket().toString(), state + "-control");
  }
}
