package io.birthmark.demo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How well a backlog uses what the service has left for the station, and how often the service has
 * to say that it was too much.
 */
final class Backlogs implements Measurement {

  @Override
  public String name() {
    return "upload";
  }

  @Override
  public String what() {
    return "backlogs against a service with a limit";
  }

  @Override
  public List<String> keys() {
    return List.of("budget_share", "share_429");
  }

  @Override
  public Result take(Workbench bench) throws IOException {
    int devices = bench.extent().backlog();
    Instant start = Clock.systemUTC().instant();
    Path full = Rush.backlog(bench.newFolder("upload"), devices, start);
    List<Rush.Outcome> outcomes = new ArrayList<>();
    for (Rush rush : Rush.ALL) {
      outcomes.add(rush.play(full, bench.newFolder("upload"), devices, start));
      bench.progress().step(outcomes.size(), Rush.ALL.size(), rush.name());
    }
    double share =
        outcomes.stream()
            .filter(outcome -> outcome.rush().wellSet())
            .mapToDouble(Rush.Outcome::share)
            .min()
            .orElseThrow();
    double refused = outcomes.stream().mapToDouble(Rush.Outcome::refusedShare).max().orElseThrow();
    return new Result.Measured(
        List.of(
            new Figure(
                "budget_share",
                share,
                "",
                Goal.atLeast(0.95),
                String.format(
                    Locale.ROOT,
                    "the least of the first five below; a backlog of %,d, a limit of %d a minute, on a"
                        + " clock that jumps",
                    devices,
                    Rush.LIMIT)),
            new Figure("share_429", refused, "", Goal.atMost(0.01), "the most of those below")),
        notes(outcomes));
  }

  private static List<String> notes(List<Rush.Outcome> outcomes) {
    List<String> notes = new ArrayList<>();
    notes.add("what a backlog uses, by how the service counts and who else is there");
    outcomes.forEach(outcome -> notes.add("  " + outcome.text()));
    return notes;
  }
}
