package io.birthmark.station.cli;

import io.birthmark.station.verb.ExitCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code birthmark}: every verb of the station. */
@Command(
    name = "birthmark",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    description = "The station that gives each device its identity at birth.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: done, or PASS",
      "1: FAIL, the device's fault",
      "2: wrong use or bad configuration; nothing was done",
      "3: ERROR, the station's fault",
      "4: ABORTED"
    },
    footer = {
      "",
      "`birthmark demo` shows a whole line on this machine, with simulated devices and service.",
      "A verb goes to the running station, or takes the state directory and does the work itself."
    })
public final class Birthmark implements Runnable {
  /** In the order in which help names them. */
  private static final Map<String, Supplier<Object>> VERBS = verbs();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What this process was given by whoever started it. */
  public static Map<String, String> environment() {
    return System.getenv();
  }

  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
    verbs.put("run", RunCommand::new);
    verbs.put("provision", ProvisionCommand::new);
    verbs.put("status", StatusCommand::new);
    verbs.put("devices", DevicesCommand::new);
    verbs.put("show", ShowCommand::new);
    verbs.put("upload", UploadCommand::new);
    verbs.put("quarantine", QuarantineCommand::new);
    verbs.put("reconcile", ReconcileCommand::new);
    verbs.put("void", VoidCommand::new);
    verbs.put("export", ExportCommand::new);
    verbs.put("order", OrderCommand::new);
    verbs.put("label", LabelCommand::new);
    verbs.put("ca", CaCommand::new);
    verbs.put("dps", DpsCommand::new);
    verbs.put("backup", BackupCommand::new);
    verbs.put("restore", RestoreCommand::new);
    verbs.put("doctor", DoctorCommand::new);
    verbs.put("audit", AuditCommand::new);
    verbs.put("clock", ClockCommand::new);
    verbs.put("config", ConfigCommand::new);
    return verbs;
  }

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine() {
    return with(VERBS.values());
  }

  /**
   * As much of the command line as these arguments need: of the verbs only one will be used, and to
   * describe all the others takes a JVM that has just started a third as long as to open the
   * journal.
   */
  public static CommandLine commandLineFor(String... arguments) {
    return Stream.of(arguments)
        .limit(1)
        .filter(VERBS::containsKey)
        .findFirst()
        .map(verb -> with(List.of(VERBS.get(verb))))
        .orElseGet(Birthmark::commandLine);
  }

  private static CommandLine with(Collection<Supplier<Object>> verbs) {
    CommandLine line = new CommandLine(new Birthmark());
    verbs.forEach(verb -> line.addSubcommand(verb.get()));
    return line.setExecutionExceptionHandler(Birthmark::defect);
  }

  /** What nobody expected is the station's fault, and has its trace shown for the report. */
  private static int defect(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    line.getErr().println("station.defect: the station met something it has no words for.");
    e.printStackTrace(line.getErr());
    return ExitCode.ERROR;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a verb is missing");
  }
}
