package io.birthmark.station.cli;

import io.birthmark.station.verb.ExitCode;
import java.util.Map;
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
    subcommands = {
      RunCommand.class,
      ProvisionCommand.class,
      StatusCommand.class,
      DevicesCommand.class,
      ShowCommand.class,
      UploadCommand.class,
      QuarantineCommand.class,
      ReconcileCommand.class,
      VoidCommand.class,
      ExportCommand.class,
      OrderCommand.class,
      LabelCommand.class,
      CaCommand.class,
      DpsCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DoctorCommand.class,
      AuditCommand.class,
      ClockCommand.class,
      ConfigCommand.class
    },
    footer = {
      "",
      "`birthmark demo` shows a whole line on this machine, with simulated devices and service.",
      "A verb goes to the running station, or takes the state directory and does the work itself."
    })
public final class Birthmark implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** What this process was given by whoever started it. */
  public static Map<String, String> environment() {
    return System.getenv();
  }

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine() {
    return new CommandLine(new Birthmark()).setExecutionExceptionHandler(Birthmark::defect);
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
