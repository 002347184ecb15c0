package io.birthmark.demo.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What was killed, and what was found. */
public final class Tally {
  private final Consumer<String> say;
  private final String replay;
  private final Map<KillPoint.Kind, int[]> kills = new EnumMap<>(KillPoint.Kind.class);
  private final Map<String, Integer> after = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int killed;
  private int scrapped;

  /**
   * An empty one.
   *
   * @param say told of each kill and each finding at once
   * @param replay how to repeat the round of kill {@code %d}
   */
  Tally(Consumer<String> say, String replay) {
    this.say = say;
    this.replay = replay;
  }

  /**
   * A station is dead.
   *
   * @param lastEvent the journal's last entry: the step after which it died
   * @param hit false when nothing was left to do before its moment came
   */
  void killed(int kill, KillPoint point, String lastEvent, boolean hit) {
    say.accept("kill " + kill + " at " + point + (hit ? ", after " : ", idle, after ") + lastEvent);
    killed++;
    kills.computeIfAbsent(point.kind(), kind -> new int[2])[hit ? 0 : 1]++;
    after.merge(lastEvent, 1, Integer::sum);
  }

  /** Simulated devices that the simulation did not keep alive. */
  void scrapped(int devices) {
    scrapped += devices;
  }

  void found(int kill, Finding finding) {
    findings.add(finding);
    say.accept("kill " + kill + ": " + finding + "\n  again: " + replay.formatted(kill));
  }

  public boolean sound() {
    return findings.isEmpty();
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  int killed() {
    return killed;
  }

  /** After which journal entries the station was killed, and how often. */
  public Map<String, Integer> after() {
    return Map.copyOf(after);
  }

  private long count(Finding.Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  /** The last word: {@code 1000 kills: lost 0, double 0, stranded 0}. */
  public String verdict() {
    return String.format(
        Locale.ROOT,
        "%d kills: lost %d, double %d, stranded %d",
        killed,
        count(Finding.Kind.LOST),
        count(Finding.Kind.DOUBLE),
        count(Finding.Kind.STRANDED));
  }

  /** When they came, and after which entry of the journal. */
  public String details() {
    return "killed at: "
        + kills.entrySet().stream()
            .map(e -> e.getKey().word() + " " + (e.getValue()[0] + e.getValue()[1]))
            .collect(Collectors.joining(", "))
        + "; "
        + kills.values().stream().mapToInt(counts -> counts[1]).sum()
        + " of them when all work was done; "
        + scrapped
        + " software tokens were cut in two and scrapped\nthe journal's last entry: "
        + after.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
