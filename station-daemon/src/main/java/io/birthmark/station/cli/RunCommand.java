package io.birthmark.station.cli;

import io.birthmark.station.Daemon;
import io.birthmark.station.HangUp;
import io.birthmark.station.Logs;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.verb.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description =
        "The daemon: owns the state directory, takes verbs at the control socket, and uploads"
            + " enrollments while there is a network. Reads its configuration again on SIGHUP, ends in"
            + " order on SIGTERM.")
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "F",
      defaultValue = VerbCommand.USUAL_CONFIG,
      description = "The station's configuration (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of(VerbCommand.USUAL_CONFIG);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    HangUp hangUp = HangUp.listen();
    ConfigReading reading = StationConfig.load(config, System.getenv());
    if (reading instanceof ConfigReading.Refused refused) {
      spec.commandLine().getErr().println(Logs.refusal(refused.text(), System.getenv()));
      return ExitCode.WRONG_USE;
    }
    StationConfig loaded = ((ConfigReading.Loaded) reading).config();
    try (Daemon daemon = Daemon.start(loaded, System.getenv(), Clock.systemUTC())) {
      daemon.runUntilTold(hangUp);
      return ExitCode.DONE;
    } catch (StorageException e) {
      spec.commandLine().getErr().println(Logs.refusal(e.problem().toString(), System.getenv()));
      return ExitCode.ERROR;
    }
  }
}
