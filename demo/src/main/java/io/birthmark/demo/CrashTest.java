package io.birthmark.demo;

import io.birthmark.demo.crash.CrashRounds;
import io.birthmark.demo.crash.Tally;
import io.birthmark.station.Logs;
import io.birthmark.station.enrollment.dps.OneUseConnections;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bin/crash-test}: {@code kill -9} of the station, many times. */
@Command(
    name = "crash-test",
    mixinStandardHelpOptions = true,
    description =
        "Kills the daemon again and again while people work with it, and looks from outside whether"
            + " anything is lost, double or stranded. docs/testing.md tells more.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: nothing was found",
      "1: something was lost, double or stranded",
      "2: wrong use",
      "3: the crash test could not be set up"
    })
public final class CrashTest implements Callable<Integer> {
  // Kept, because a logger that nobody keeps forgets its level.
  private static final Logger QUIET = Logger.getLogger("io.birthmark");

  @Option(names = "--kills", paramLabel = "N", description = "How often (default: 1000).")
  private int kills = 1000;

  @Option(names = "--seed", paramLabel = "S", description = "Repeats an earlier test.")
  private @Nullable Long seed;

  @Option(
      names = "--from",
      paramLabel = "K",
      description = "Begins with the round in which kill K is (default: 1).")
  private int from = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs one crash test. */
  public static void main(String[] arguments) {
    Logs.toStandardError();
    OneUseConnections.allow();
    QUIET.setLevel(Level.WARNING);
    System.exit(new CommandLine(new CrashTest()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (kills < 1 || from < 1) {
      spec.commandLine().getErr().println("--kills and --from are 1 or more");
      return 2;
    }
    Optional<String> missing = CrashRounds.missing();
    if (missing.isPresent()) {
      spec.commandLine().getErr().println(missing.get() + " is not installed");
      return 3;
    }
    try {
      return test();
    } catch (IOException e) {
      spec.commandLine().getErr().println("the crash test could not go on: " + e.getMessage());
      return 3;
    }
  }

  private int test() throws IOException, InterruptedException {
    long chosen = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
    PrintWriter out = spec.commandLine().getOut();
    out.println("seed " + chosen);
    out.flush();
    Path folder = Files.createTempDirectory("crash");
    Tally tally;
    try {
      tally =
          new CrashRounds(project(), folder, chosen, kills, from)
              .carryOut(new Progress(System.err, false));
    } finally {
      Folders.delete(folder);
    }
    out.println(tally.details());
    out.println(tally.verdict());
    out.flush();
    return tally.sound() ? 0 : 1;
  }

  /** Where {@code bin/} is: this class lies in {@code demo/target}, in a jar or beside it. */
  private static Path project() throws IOException {
    try {
      Path classes =
          Path.of(CrashTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IOException("nobody knows where this program lies", e);
    }
  }
}
