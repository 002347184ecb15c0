package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.powercut.Call;
import io.birthmark.powercut.TraceReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A daemon at work under {@code strace}: first runs, uploads, voids, a stop in order, a start, and
 * a kill. Two slots; slot A scans, slot B counts.
 */
final class RecordedLine implements AutoCloseable {
  private final Bench bench = new Bench();
  private final Map<String, String> slots = new HashMap<>();
  private final ServiceLog service;
  private final List<Path> classesFirst;
  private final List<Call> calls = new ArrayList<>();
  private int lines;
  private int devices;

  private RecordedLine(List<Path> classesFirst) {
    this.classesFirst = classesFirst;
    bench
        .settings()
        .setText("product.counted", "serial_from", "range")
        .set("product.counted", "serial_first", "500000")
        .set("product.counted", "serial_last", "599999")
        .setText("product.counted", "serial_format", "{n:06}")
        .setText("product.counted", "registration_id", "press-{serial}")
        .setText("product.counted", "attestation", "tpm");
    place("A", 1, "press");
    place("B", 2, "counted");
    service = ServiceLog.of(bench.folder().resolve("dps"));
  }

  private void place(String slot, int which, String product) {
    SoftwareTpm tpm = bench.tpm(which);
    bench.settings().slot(slot, tpm.address().toString(), "product = \"" + product + "\"");
    slots.put("tcp:" + tpm.port(), slot);
  }

  /**
   * Records a line that makes so many devices in each slot before the stop, and as many after it.
   *
   * @param classesFirst classes in the place of the station's own
   */
  static RecordedLine of(int rounds, List<Path> classesFirst) throws Exception {
    RecordedLine line = new RecordedLine(classesFirst);
    boolean complete = false;
    try {
      Files.createDirectories(line.bench.state());
      line.session(rounds, "TERM");
      line.session(rounds, "KILL");
      line.service.close();
      line.calls.sort(Comparator.comparingInt(Call::effective));
      complete = true;
      return line;
    } finally {
      if (!complete) {
        line.close();
      }
    }
  }

  private void session(int rounds, String signal) throws Exception {
    Path trace = bench.folder().resolve("trace" + lines);
    List<String> strace = new ArrayList<>(List.of("strace"));
    strace.addAll(TraceReader.OPTIONS);
    strace.addAll(List.of("-o", trace.toString()));
    Forked daemon =
        bench.keep(
            Forked.start(
                bench.folder(),
                "io.birthmark.station.Main",
                List.of("run", "--config", bench.config().toString()),
                strace,
                classesFirst));
    daemon.awaitError("ready:");
    for (int i = 0; i < rounds; i++) {
      round();
    }
    Forked.signal(daemon.handle(), signal);
    Said unused = daemon.waitFor();
    awaitEnd(trace, daemon.handle().pid());
    calls.addAll(TraceReader.read(trace, bench.state(), lines));
    lines += Integer.parseInt(Tools.run(Map.of("T", trace.toString()), "wc -l < $T"));
  }

  private static void awaitEnd(Path trace, long pid) throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      if (lastLine(trace).matches(pid + " .*\\+\\+\\+ (exited|killed) .*")) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the trace has no end: " + lastLine(trace));
  }

  private static String lastLine(Path trace) {
    return Tools.run(Map.of("T", trace.toString()), "tail -n 1 $T");
  }

  /** A device in each slot, at the same time; then, while they are enrolled, both are voided. */
  private void round() {
    devices++;
    String scanned = String.format("%06d", devices);
    CompletableFuture<Said> slotA =
        CompletableFuture.supplyAsync(() -> bench.provisionIn("A", scanned));
    Said counted = bench.cli("provision", "--slot", "B", "--json");
    assertPasses(slotA.join());
    assertPasses(counted);
    if (devices % 3 == 0) {
      assertPasses(bench.provisionIn("A", scanned));
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
    }
    for (String serial : List.of(scanned, counted.json().path("serial").asText())) {
      assertThat(bench.cli("void", serial, "--reason", "the next device").exit()).isZero();
    }
  }

  private static void assertPasses(Said said) {
    assertThat(said.ending()).isEqualTo("PASS 0");
  }

  Bench bench() {
    return bench;
  }

  ServiceLog service() {
    return service;
  }

  /** What concerns the state directory or somebody outside, in the order of its effect. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The slot whose TPM was written to, if that is what the call did. */
  boolean touchesDevice(Call.Sent sent) {
    return slots.containsKey(sent.to()) && TpmWrites.is(sent.bytes());
  }

  String slotOf(Call.Sent sent) {
    return slots.getOrDefault(sent.to(), "none");
  }

  /** The answers that left over the control socket with this call. */
  List<JsonNode> answers(Call.Sent sent) {
    List<JsonNode> answers = new ArrayList<>();
    if (sent.to().equals("unix:" + bench.socket())) {
      new String(sent.bytes().toArray(), StandardCharsets.UTF_8)
          .lines()
          .map(RecordedLine::json)
          .filter(frame -> frame.has("answer"))
          .forEach(frame -> answers.add(frame.at("/answer/document")));
    }
    return answers;
  }

  private static JsonNode json(String frame) {
    try {
      return new ObjectMapper().readTree(frame);
    } catch (JsonProcessingException e) {
      throw new AssertionError(frame, e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    service.close();
    bench.close();
  }
}
