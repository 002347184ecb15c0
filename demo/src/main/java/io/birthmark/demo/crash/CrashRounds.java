package io.birthmark.demo.crash;

import io.birthmark.demo.Programs;
import io.birthmark.demo.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A crash test.
 *
 * @param project where {@code bin/} is
 * @param folder to work in; its path is short, for a socket is in it
 * @param from the first kill; with the others of its round that come before it
 */
public record CrashRounds(Path project, Path folder, long seed, int kills, int from) {
  /** So many kills see the same line; then it is looked at as a whole. */
  private static final int ROUND = 20;

  private static final List<String> NEEDED =
      List.of(
          "strace",
          "swtpm",
          "swtpm_setup",
          "softhsm2-util",
          "sqlite3",
          "tpm2_nvread",
          "pkcs11-tool");

  /** Which program is missing for it. */
  public static Optional<String> missing() {
    return NEEDED.stream().filter(program -> !Programs.isInstalled(program)).findFirst();
  }

  /** Does it. */
  public Tally carryOut(Progress progress) throws IOException, InterruptedException {
    Tally tally =
        new Tally(progress::begin, "bin/crash-test --seed " + seed + " --from %d --kills 1");
    try (Line line = Line.make(project, folder, progress)) {
      Thread onCtrlC = new Thread(CrashRounds::endAll, "crash test stopped");
      Runtime.getRuntime().addShutdownHook(onCtrlC);
      int last = from + kills - 1;
      for (int first = roundOf(from) * ROUND + 1; first <= last; first += ROUND) {
        int to = Math.min(last, first + ROUND - 1);
        new Round(line, tally, seed + 7919L * roundOf(first)).carryOut(first, to);
        progress.begin(tally.verdict());
      }
      Runtime.getRuntime().removeShutdownHook(onCtrlC);
    }
    return tally;
  }

  /** Nothing is left running after Ctrl-C. */
  private static void endAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static int roundOf(int kill) {
    return (kill - 1) / ROUND;
  }
}
