package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.birthmark.powercut.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut, and the kernel's cache with it: what was said is true afterwards, and nothing
 * was done that the journal does not know of.
 */
class PowerCutTest {
  private static final long SEED = Long.getLong("powercut.seed", 20261125);
  private static final int CUTS = Integer.getInteger("powercut.cuts", 160);
  private static final int ROUNDS = Integer.getInteger("powercut.rounds", 5);

  private static final int MOST_COMMITS_BETWEEN = 4;

  @TempDir Path folder;

  @BeforeEach
  void needsTracing() {
    String said =
        Tools.run(Map.of(), "strace -e trace=none true > /dev/null 2>&1 || echo 'cannot trace'");
    assumeTrue(said.isEmpty(), "strace may not trace a process here");
  }

  @Test
  void afterAPowerCutAtAnyMomentEveryPromiseHolds() throws Exception {
    try (RecordedLine line = RecordedLine.of(ROUNDS, List.of())) {
      Tally tally = new PowerCuts(line, line.calls(), SEED).cut(CUTS, CUTS / 40);
      System.out.println(tally.line());
      assertThat(tally.line())
          .as(tally.details())
          .isEqualTo(CUTS + " cuts: lost 0, untold 0, damaged 0");

      assertThat(untoldWithoutFirstIntent(line)).isPositive();
    }
  }

  /**
   * What the same line had done untold, had the sync of the intent that came first not been made.
   * Another thread may have committed between that and the device: its sync would have brought the
   * intent along, and goes as well.
   */
  private static int untoldWithoutFirstIntent(RecordedLine line) throws IOException {
    List<Call> calls = new ArrayList<>(line.calls());
    int touch = first(calls, 0, call -> call instanceof Call.Sent s && line.touchesDevice(s));
    int untold = 0;
    for (int syncs = 0; syncs < MOST_COMMITS_BETWEEN && untold == 0; syncs++) {
      int last = touch;
      while (!(calls.get(last) instanceof Call.Synced)) {
        last--;
      }
      calls.remove(last);
      touch--;
      int next = first(calls, touch, Call.Synced.class::isInstance);
      Set<Integer> between = IntStream.range(touch, next).boxed().collect(Collectors.toSet());
      untold = new PowerCuts(line, calls, SEED).cutAt(between).untold();
    }
    return untold;
  }

  private static int first(List<Call> calls, int from, Predicate<Call> wanted) {
    return IntStream.range(from, calls.size())
        .filter(i -> wanted.test(calls.get(i)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStationThatDoesNotWaitForTheDiskIsFoundOut() throws Exception {
    // The daemon as it is built, but for one word of its code.
    Path classes = folder.resolve("classes");
    replace(
        "io/birthmark/station/database/Database.class",
        "PRAGMA synchronous = FULL",
        "PRAGMA synchronous = OFF ",
        classes);
    try (RecordedLine line = RecordedLine.of(2, List.of(classes))) {
      Tally tally = new PowerCuts(line, line.calls(), SEED).cut(40, 0);
      System.out.println("synchronous=OFF: " + tally.line());
      assertThat(tally.lost()).as(tally.line()).isPositive();
      assertThat(tally.untold()).as(tally.line()).isPositive();
    }
  }

  private static void replace(String name, String word, String other, Path classes)
      throws IOException {
    try (InputStream in = ClassLoader.getSystemResource(name).openStream()) {
      String code = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(code).contains(word);
      Path file = classes.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, code.replace(word, other), StandardCharsets.ISO_8859_1);
    }
  }
}
