package io.birthmark.demo.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.ControlClient;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real daemon in a process of its own, spoken to at its control socket. */
final class MeasuredDaemon implements AutoCloseable {
  private final StationConfig config;
  private final ForkedJvm jvm;

  private MeasuredDaemon(StationConfig config, ForkedJvm jvm) {
    this.config = config;
    this.jvm = jvm;
  }

  /**
   * Starts the daemon.
   *
   * @param under what to run it under, for instance strace with its options; may be empty
   */
  static MeasuredDaemon start(Workbench bench, StationConfig config, List<String> under)
      throws IOException {
    return start(bench, config, under, Map.of());
  }

  /**
   * The same.
   *
   * @param environment beside this process's own
   */
  static MeasuredDaemon start(
      Workbench bench, StationConfig config, List<String> under, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(under);
    command.addAll(
        List.of(bench.launcher().toString(), "run", "--config", config.file().toString()));
    return new MeasuredDaemon(
        config, bench.keep(ForkedJvm.start(command, "ready: station", environment)));
  }

  /** One run, which must pass. */
  void provision(int slot, String serial) throws IOException {
    Answer answer =
        ask(
            "provision",
            Arguments.none().with("slot", BenchConfig.slot(slot)).with("serial", serial));
    if (answer.exitCode() != 0) {
      throw new IOException("a run did not pass: " + answer.text());
    }
  }

  /** Waits until the service has been told of everything. */
  void upload() throws IOException {
    Answer answer = ask("upload", Arguments.none().with("seconds", "60"));
    if (answer.exitCode() != 0) {
      throw new IOException("not everything was uploaded: " + answer.text());
    }
  }

  /** Compares journal and service, which must agree; answers with how many entries there were. */
  long reconcile() throws IOException {
    Answer answer = ask("reconcile", Arguments.none());
    if (answer.exitCode() != 0) {
      throw new IOException("journal and service do not agree: " + answer.text());
    }
    return answer.document().path("entries").asLong();
  }

  JsonNode status() throws IOException {
    return ask("status", Arguments.none()).document();
  }

  /** Has a verb carried out; whatever comes of it is an answer. */
  Answer ask(String verb, Arguments arguments) throws IOException {
    try (ControlClient client = ControlClient.connect(config.station().control())) {
      return client.carryOut(verb, arguments, new Nobody());
    }
  }

  double residentMegabytes() throws IOException {
    return jvm.residentMegabytes();
  }

  double ownMegabytes() throws IOException {
    return jvm.ownMegabytes();
  }

  int threads() throws IOException {
    return jvm.threads();
  }

  int openFiles() throws IOException {
    return jvm.openFiles();
  }

  /** Has it read its configuration again. */
  void hangUp() throws IOException, InterruptedException {
    jvm.hangUp();
  }

  double mostResidentMegabytes() throws IOException {
    return jvm.mostResidentMegabytes();
  }

  @Override
  public void close() {
    jvm.close();
  }

  private record Nobody() implements Caller {
    @Override
    public String who() {
      return "bench";
    }

    @Override
    public void progress(String note) {}

    @Override
    public void line(String line) {}
  }
}
