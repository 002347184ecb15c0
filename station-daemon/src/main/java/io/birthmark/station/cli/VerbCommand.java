package io.birthmark.station.cli;

import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Arguments;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: where the configuration is, and how the answer is shown. */
abstract class VerbCommand implements Callable<Integer> {
  static final String USUAL_CONFIG = "/etc/birthmark/birthmark.toml";

  @Option(
      names = "--config",
      paramLabel = "F",
      defaultValue = USUAL_CONFIG,
      description = "The station's configuration (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of(USUAL_CONFIG);

  @Option(names = "--json", description = "Print one JSON document, and nothing else there.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The verb's name, as the station knows it. */
  abstract String verb();

  abstract Arguments arguments();

  /** The arguments where they depend on the configuration. */
  Arguments arguments(StationConfig config) {
    return arguments();
  }

  @Override
  public Integer call() {
    return asking().ask(config, verb(), this::arguments);
  }

  Asking asking() {
    var line = spec.commandLine();
    return new Asking(line.getOut(), line.getErr(), json, text -> line.getOut().println(text));
  }

  Path config() {
    return config;
  }

  boolean json() {
    return json;
  }

  CommandSpec spec() {
    return spec;
  }
}
