package io.birthmark.demo;

import io.birthmark.demo.bench.BenchProgram;
import io.birthmark.demo.bench.BenchReport;
import io.birthmark.demo.bench.Extent;
import io.birthmark.demo.bench.Workbench;
import io.birthmark.station.Logs;
import io.birthmark.station.cli.Terminal;
import io.birthmark.station.enrollment.dps.OneUseConnections;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/bench}: how fast and how small the station is on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the station beside what it is compared to: the TPM alone, a shell pipeline of"
            + " tpm2-tools, a bare JVM. docs/speed.md tells what each figure means.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: measured, whatever the figures are; what cannot be measured here is left out",
      "1: a measurement failed",
      "2: wrong use",
      "3: the bench could not be set up"
    })
public final class Bench implements Callable<Integer> {
  private static final int MOST_DEVICES = 1_000_000;

  // Kept, because a logger that nobody keeps forgets its level.
  private static final Logger QUIET = Logger.getLogger("io.birthmark");

  @Option(names = "--quick", description = "Smaller counts; less than a minute.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only this measurement; may be repeated.")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--devices",
      paramLabel = "N",
      description =
          "How many devices the journal is filled with, 1000 to 1000000 (default: "
              + Extent.USUAL_DEVICES
              + ", with --quick "
              + Extent.QUICK_DEVICES
              + ").")
  private int devices;

  @Option(
      names = "--journal",
      paramLabel = "F",
      description =
          "A journal with --devices devices: kept here once it is filled, and taken from here when"
              + " it is there already, for to fill a large one takes long.")
  private @Nullable Path journal;

  @Option(names = "--json", description = "Print the figures as one flat JSON object.")
  private boolean json;

  @Option(
      names = "--output",
      paramLabel = "F",
      description = "Where the figures are written as JSON (default: target/bench.json).")
  private @Nullable Path output;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs one bench. */
  public static void main(String[] arguments) {
    Logs.toStandardError();
    OneUseConnections.allow();
    QUIET.setLevel(Level.WARNING);
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    checkUse();
    try {
      return measure();
    } catch (IOException e) {
      spec.commandLine().getErr().println("the bench could not be set up: " + e.getMessage());
      return 3;
    }
  }

  private void checkUse() {
    for (String name : only) {
      if (!BenchProgram.names().contains(name)) {
        throw wrongUse(
            "there is no measurement "
                + name
                + "; there are "
                + String.join(", ", BenchProgram.names()));
      }
    }
    if (devices != 0 && (devices < 1000 || devices > MOST_DEVICES)) {
      throw wrongUse("--devices takes 1000 to " + MOST_DEVICES + ", not " + devices);
    }
    // Before half an hour is spent on what could not be kept.
    if (journal != null && !Files.exists(journal) && !hasRoomFor(journal)) {
      throw wrongUse("--journal " + journal + " cannot be written: its folder must be there");
    }
  }

  private static boolean hasRoomFor(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && Files.isWritable(folder);
  }

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int measure() throws IOException, InterruptedException {
    Path project = project();
    Path target = Files.createDirectories(project.resolve("target"));
    Path written = output == null ? target.resolve("bench.json") : output;
    Progress progress = new Progress(System.err, Terminal.isStandardError());
    BenchReport report;
    try (Workbench bench =
        new Workbench(
            project,
            Files.createTempDirectory(target, "bench"),
            extent(),
            Optional.ofNullable(journal),
            progress)) {
      Thread onCtrlC = new Thread(bench::stop, "bench stopped");
      Runtime.getRuntime().addShutdownHook(onCtrlC);
      report = BenchProgram.of(only).carryOut(bench);
      Runtime.getRuntime().removeShutdownHook(onCtrlC);
    }
    Files.writeString(written, report.json().toPrettyString() + "\n");
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json().toPrettyString() : report.table());
    out.flush();
    return report.sound() ? 0 : 1;
  }

  private Extent extent() {
    if (quick) {
      return Extent.quick(devices == 0 ? Extent.QUICK_DEVICES : devices);
    }
    return Extent.full(devices == 0 ? Extent.USUAL_DEVICES : devices);
  }

  /** Where {@code bin/} is: this class lies in {@code demo/target}, in a jar or beside it. */
  private static Path project() throws IOException {
    try {
      Path classes =
          Path.of(Bench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IOException("nobody knows where this program lies", e);
    }
  }
}
