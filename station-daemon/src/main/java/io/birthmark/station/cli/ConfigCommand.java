package io.birthmark.station.cli;

import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    description = "The configuration.",
    subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say check");
  }

  @Command(
      name = "check",
      description = "Tells every mistake in the configuration at once, with line and column.")
  static final class Check implements Callable<Integer> {
    @Option(
        names = "--config",
        paramLabel = "F",
        defaultValue = VerbCommand.USUAL_CONFIG,
        description = "The file (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of(VerbCommand.USUAL_CONFIG);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      ConfigReading reading = StationConfig.load(config, System.getenv());
      if (reading instanceof ConfigReading.Refused refused) {
        spec.commandLine().getErr().println(refused.text());
        return ExitCode.WRONG_USE;
      }
      ((ConfigReading.Loaded) reading)
          .config()
          .notices()
          .forEach(notice -> spec.commandLine().getOut().println("notice: " + notice));
      spec.commandLine().getOut().println(config + " is good");
      return ExitCode.DONE;
    }
  }
}
