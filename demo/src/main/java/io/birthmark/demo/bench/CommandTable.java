package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which commands a TPM is sent, in a new device's run and when the same device comes again. */
final class CommandTable implements Measurement {

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public String what() {
    return "TPM commands of a first and of a repeat run";
  }

  @Override
  public List<String> keys() {
    return List.of("tpm_commands_first", "tpm_commands_repeat");
  }

  @Override
  public Result take(Workbench bench) throws IOException, InterruptedException {
    Optional<String> cannot = Workbench.noTpms();
    if (cannot.isPresent()) {
      return new Result.LeftOut(cannot.get());
    }
    Column first = new Column();
    Column repeat = new Column();
    try (BenchLine line = BenchLine.open(bench, 1)) {
      line.warmUp(bench.extent().warmUps());
      for (int i = 0; i < bench.extent().runs(); i++) {
        first.add(line.firstRun(0));
        repeat.add(line.run(0));
      }
    }
    return new Result.Measured(
        List.of(
            new Figure("tpm_commands_first", first.total(), "", Goal.low(), "of a new device"),
            new Figure(
                "tpm_commands_repeat", repeat.total(), "", Goal.low(), "of the same once more")),
        table(first, repeat));
  }

  private static List<String> table(Column first, Column repeat) {
    List<String> lines = new ArrayList<>();
    lines.add(row("TPM commands of a run", "first", "repeat"));
    TreeSet<String> names = new TreeSet<>(first.commands.keySet());
    names.addAll(repeat.commands.keySet());
    for (String name : names) {
      lines.add(row("  " + name, first.count(name), repeat.count(name)));
    }
    lines.add(row("  all", Integer.toString(first.total()), Integer.toString(repeat.total())));
    lines.add(row("wall time, ms", millis(first.wall), millis(repeat.wall)));
    lines.add(row("  inside the TPM, ms", millis(first.inside), millis(repeat.inside)));
    lines.add(row("commits to the journal", commits(first), commits(repeat)));
    lines.add("  (medians of " + first.wall.count() + " warm runs each, on swtpm)");
    return lines;
  }

  private static String row(String name, String first, String repeat) {
    return String.format("%-26s %8s %8s", name, first, repeat);
  }

  private static String millis(Samples samples) {
    return String.format(Locale.ROOT, "%.1f", samples.median());
  }

  private static String commits(Column column) {
    return String.format(Locale.ROOT, "%.0f", column.commits.median());
  }

  private static final class Column {
    private final Samples wall = new Samples();
    private final Samples inside = new Samples();
    private final Samples commits = new Samples();
    private Map<String, Integer> commands = Map.of();

    void add(TimedRun run) throws IOException {
      Map<String, Integer> sent = run.report().element().commands();
      if (wall.count() > 0 && !commands.equals(sent)) {
        throw new IOException("two runs of the same kind differ: " + commands + " and " + sent);
      }
      commands = sent;
      wall.add(run.wallMillis());
      inside.add(run.insideMillis());
      commits.add((double) run.commits());
    }

    int total() {
      return commands.values().stream().mapToInt(Integer::intValue).sum();
    }

    String count(String name) {
      int count = commands.getOrDefault(name, 0);
      return count == 0 ? "-" : Integer.toString(count);
    }
  }
}
