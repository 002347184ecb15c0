package io.birthmark.station.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A verb whose lines are a certificate request, for a file or for standard output. */
abstract class RequestCommand extends VerbCommand {
  @Option(
      names = "--output",
      paramLabel = "F",
      description = "Where the request goes; standard output otherwise.")
  private @Nullable Path output;

  /** Whether this use makes no request. */
  boolean withoutRequest() {
    return false;
  }

  @Override
  public Integer call() {
    Path target = output;
    if (target != null && withoutRequest()) {
      throw new ParameterException(
          spec().commandLine(), "--output takes a request, and a CA that signs itself makes none");
    }
    if (target != null) {
      return new OutputFile(target, spec().commandLine().getErr())
          .write(writer -> ask(writer::println));
    }
    // The document has the request in it.
    return json() ? ask(line -> {}) : ask(spec().commandLine().getOut()::println);
  }

  private int ask(Consumer<String> lines) {
    var line = spec().commandLine();
    return new Asking(line.getOut(), line.getErr(), json(), lines)
        .ask(config(), verb(), this::arguments);
  }
}
