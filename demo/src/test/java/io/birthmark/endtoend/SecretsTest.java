package io.birthmark.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Promise 7: after runs with derived keys and certificates, no secret that the test knows is to be
 * found in the journal, the logs, the answers, the process list or the daemon's live objects.
 */
class SecretsTest {
  private static final byte[] GROUP_KEY =
      "a group's key, of 32 odd letters".getBytes(StandardCharsets.US_ASCII);
  private static final String GROUP = "press-keys";

  private static byte[] derived(String registrationId) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(GROUP_KEY, "HmacSHA256"));
    return mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8));
  }

  private static TokenBench line() throws IOException {
    TokenBench line = new TokenBench();
    Bench bench = line.bench();
    String key = java.util.Base64.getEncoder().encodeToString(GROUP_KEY);
    new DpsOwner(line.folder().resolve("dps"))
        .call(
            "PUT",
            "/enrollmentGroups/" + GROUP,
            """
            {"enrollmentGroupId": "%s", "attestation": {"type": "symmetricKey",
             "symmetricKey": {"primaryKey": "%s", "secondaryKey": "%s"}}}
            """
                .formatted(GROUP, key, key));
    var unusedGroup = line.product("covered", "symmetric-key", GROUP);
    var unusedOwn = line.product("single", "symmetric-key", GROUP);
    bench.settings().setText("product.single", "enrollment", "individual");
    var unusedA = line.slot("A", "covered");
    var unusedB = line.slot("B", "single");
    var unusedC = line.slot("C", "press");
    SoftwareTpm tpm = bench.tpm(1);
    bench.settings().slot("D", tpm.address().toString(), "product = \"covered\"");
    Said taken =
        line.certified()
            .bench()
            .cli(
                "dps",
                "group",
                "create",
                GROUP,
                "--symmetric-key",
                "--existing",
                "--connection-string-file",
                line.folder().resolve("dps/connection-string").toString());
    assertThat(taken.exit()).as("%s", taken).isZero();
    return line;
  }

  private static List<Needle> needles() throws Exception {
    return List.of(
        Needle.ofBytes("the group's key", GROUP_KEY),
        Needle.ofBytes("A's derived key", derived("covered-000001")),
        Needle.ofBytes("B's derived key", derived("single-000002")),
        Needle.ofBytes("D's derived key", derived("covered-000004")),
        Needle.ofText("the HSM's PIN", TokenBench.HSM_PIN),
        Needle.ofText("the devices' PIN", TokenBench.DEVICE_PIN));
  }

  @Test
  void noSecretIsLeftBehind() throws Exception {
    try (TokenBench line = line()) {
      Bench bench = line.bench();
      Forked daemon =
          bench.keep(
              Forked.start(
                  line.folder(),
                  "io.birthmark.station.Main",
                  List.of("run", "--config", bench.config().toString()),
                  line.environment()));
      daemon.awaitError("ready:");
      List<String> answers = new ArrayList<>();
      Set<String> processes;
      try (ProcessWatch watch = new ProcessWatch()) {
        int number = 0;
        for (String slot : List.of("A", "B", "C", "D")) {
          Said said = bench.provisionIn(slot, String.format("%06d", ++number));
          assertThat(said.ending()).as("%s", said).isEqualTo("PASS 0");
          answers.add(said.toString());
        }
        answers.add(bench.cli("upload", "--seconds", "60").toString());
        processes = watch.seen();
      }
      for (String question : List.of("status", "devices", "doctor")) {
        answers.add(bench.cli(question, "--json").toString());
      }
      answers.add(bench.cli("export", "--format", "json").toString());
      answers.add(bench.cli("export", "--format", "csv").toString());
      Path dump = line.folder().resolve("live.hprof");
      String unused =
          Tools.run(
              Map.of(
                  "PID", Long.toString(daemon.handle().pid()),
                  "DUMP", dump.toString(),
                  "JCMD", Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()),
              "\"$JCMD\" \"$PID\" GC.heap_dump \"$DUMP\"");

      assertThat(processes).anyMatch(one -> one.contains("io.birthmark.station.Main"));
      for (Needle needle : needles()) {
        assertThat(dump).as("live objects").matches(file -> !needle.isIn(file), "has no " + needle);
        assertThat(processes).as("the process list").noneMatch(needle::isIn);
        assertThat(answers).as("what was said").noneMatch(needle::isIn);
        assertThat(daemon.out() + daemon.err())
            .as("the log")
            .matches(log -> !needle.isIn(log), "has no " + needle);
        for (Path file : filesIn(bench.state())) {
          assertThat(file).matches(one -> !needle.isIn(one), "has no " + needle);
        }
      }
      String policyKey = Files.readString(line.folder().resolve("credentials/dps-policy-key"));
      assertThat(
              Needle.ofBytes("policy key", java.util.Base64.getDecoder().decode(policyKey.strip()))
                  .isIn(dump))
          .as("the one secret that the daemon holds; that it is found shows that we can search")
          .isTrue();
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /**
   * What anybody on the machine could see of the station in the process list meanwhile: of this
   * test's own processes, for another test beside it makes tokens with the same PIN.
   */
  private static final class ProcessWatch implements AutoCloseable {
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final Thread watcher = new Thread(this::watch, "process list");
    private volatile boolean ended;

    ProcessWatch() {
      watcher.start();
    }

    private void watch() {
      while (!ended) {
        ProcessHandle.current().descendants().map(ProcessWatch::commandLine).forEach(seen::add);
      }
    }

    /** As the kernel has it: Java's own answer ends after a page, in the middle of a class path. */
    private static String commandLine(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1)
            .replace('\0', ' ');
      } catch (IOException e) {
        // It has ended meanwhile.
        return "";
      }
    }

    Set<String> seen() {
      return Set.copyOf(seen);
    }

    @Override
    public void close() throws InterruptedException {
      ended = true;
      watcher.join();
    }
  }
}
