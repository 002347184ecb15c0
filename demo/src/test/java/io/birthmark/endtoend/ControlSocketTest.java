package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The running station's control socket, and the rule that a state directory has one owner. */
class ControlSocketTest {
  private static final String STATUS = "{\"verb\":\"status\",\"arguments\":{}}\n";

  @Test
  void severalCallersAreServedAtOnceAndEachSlotWorksForItself() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm one = bench.slot("A", 1);
      SoftwareTpm two = bench.slot("B", 2);
      ExecutorService callers = Executors.newCachedThreadPool();
      try (Daemon unused = bench.daemon()) {
        List<Future<Said>> answers = new ArrayList<>();
        answers.add(callers.submit(() -> bench.provisionIn("A", "000417")));
        answers.add(callers.submit(() -> bench.provisionIn("B", "000418")));
        for (int i = 0; i < 8; i++) {
          answers.add(callers.submit(() -> bench.cli("status", "--json")));
        }
        for (Future<Said> answer : answers) {
          assertThat(answer.get().exit()).as(answer.get().toString()).isZero();
        }
        assertThat(Tools.record(one)).contains("000417");
        assertThat(Tools.record(two)).contains("000418");
      } finally {
        callers.shutdownNow();
      }
    }
  }

  @Test
  void aSlotDoesOneRunAtATime() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      try (Daemon unused = bench.daemon();
          RawCaller first = new RawCaller(bench.socket())) {
        Forked.signal(tpm.process(), "STOP");
        RawCaller unusedToo = first.say(provision("000417"));
        assertThat(first.hear().orElseThrow().path("progress").asText()).isEqualTo("identify");
        assertThat(bench.provision("000417").ending()).isEqualTo("ERROR slot.busy 3");
        assertThat(bench.cli("status", "--json").json().at("/slots/0/busy").asBoolean()).isTrue();
        Forked.signal(tpm.process(), "CONT");
        assertThat(answerOf(first)).isZero();
      }
    }
  }

  @Test
  void garbageIsAnsweredAndHurtsNobody() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      for (String garbage :
          List.of(
              "hello\n",
              "\n",
              "[]\n",
              "{\"verb\":7}\n",
              "{\"verb\":\"explode\"}\n",
              "{\"verb\":\"show\",\"arguments\":[1]}\n",
              "{\"verb\":\"devices\",\"arguments\":{\"limit\":\"-1\"}}\n",
              "[".repeat(20_000) + "\n",
              "\u0000\u0001\uffff\n")) {
        try (RawCaller caller = new RawCaller(bench.socket())) {
          assertThat(answerOf(caller.say(garbage))).as(garbage).isEqualTo(2);
        }
      }
      assertThat(bench.cli("status").exit()).isZero();
    }
  }

  @Test
  void aLineThatDoesNotEndIsCutOff() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon();
        RawCaller endless = new RawCaller(bench.socket())) {
      String piece = "x".repeat(4096);
      int said = 0;
      try {
        while (said < 100 << 20) {
          RawCaller unusedToo = endless.say(piece);
          said += piece.length();
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
      assertThat(said).isLessThan(10 << 20);
      assertThat(endless.hear()).isEmpty();
      assertThat(bench.cli("status").exit()).isZero();
    }
  }

  @Test
  void aFileThatAVerbTakesGetsToTheStationAlsoWhenItIsLarge() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      Path file = Files.write(bench.folder().resolve("chain.pem"), new byte[256 * 1024]);
      assertThat(bench.cli("ca", "import", file.toString(), "--json").code())
          .as("the station read it, and has no HSM")
          .isEqualTo("issuer.none");
      Path unusedToo = Files.write(file, new byte[256 * 1024 + 1]);
      Said said = bench.cli("ca", "import", file.toString());
      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.err()).contains("chain.pem cannot be read: it is larger than 256 KiB");
    }
  }

  @Test
  void halfARequestDoesNothing() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      try (RawCaller caller = new RawCaller(bench.socket())) {
        String half = provision("000417").substring(0, 40);
        assertThat(answerOf(caller.say(half).sayNoMore())).isEqualTo(2);
      }
      try (RawCaller silent = new RawCaller(bench.socket())) {
        assertThat(bench.cli("status").exit()).isZero();
        assertThat(answerOf(silent.say(STATUS))).isZero();
      }
      assertThat(bench.journal("SELECT count(*) FROM runs")).isEqualTo("0");
    }
  }

  @Test
  void aRunWhoseCallerLeavesGoesOnAndIsJournalled() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      try (Daemon unused = bench.daemon()) {
        Forked.signal(tpm.process(), "STOP");
        try (RawCaller leaving = new RawCaller(bench.socket())) {
          assertThat(leaving.say(provision("000417")).hear()).isPresent();
        }
        Forked.signal(tpm.process(), "CONT");
        for (int i = 0; i < 500 && passes(bench) == 0; i++) {
          Thread.sleep(20);
        }
        assertThat(passes(bench)).isEqualTo(1);
        assertThat(Tools.record(tpm)).contains("000417");
      }
    }
  }

  private static long passes(Bench bench) {
    return bench.cli("status", "--json").json().at("/runsToday/pass").asLong();
  }

  @Test
  void anExportWhoseReaderLeavesDoesNotStopTheStation() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      assertThat(bench.provision("000417").exit()).isZero();
      try (RawCaller leaving = new RawCaller(bench.socket())) {
        RawCaller unusedToo =
            leaving.say("{\"verb\":\"export\",\"arguments\":{\"format\":\"json\"}}\n");
      }
      assertThat(bench.cli("export", "--format", "json").json()).hasSize(1);
    }
  }

  @Test
  void onlyOwnerAndGroupMayUseTheSocket() {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      assertThat(Tools.run(Map.of("S", bench.socket().toString()), "stat -c '%a %F' $S"))
          .isEqualTo("660 socket");
    }
  }

  @Test
  void whoAsksIsWhoTheKernelSays() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Daemon unused = bench.daemon()) {
      assertThat(bench.provision("000417").exit()).isZero();
      String me = Tools.run(Map.of(), "id -un");
      assertThat(bench.journal("SELECT DISTINCT who FROM runs")).isEqualTo("user:" + me);
      assumeTrue(me.equals("root"), "only root can ask as somebody else");
      String unusedToo =
          Tools.run(
              Map.of(
                  "S",
                  bench.socket().toString(),
                  "ASK",
                  "{\"verb\":\"void\",\"arguments\":{\"serial\":\"000417\",\"reason\":\"test\","
                      + "\"who\":\"user:root\"}}"),
              "chmod 711 $(dirname $S); chmod 666 $S;"
                  + " echo \"$ASK\" | setpriv --reuid=nobody --clear-groups socat - UNIX:$S");
      assertThat(bench.journal("SELECT who FROM events WHERE kind = 'device.voided'"))
          .isEqualTo("user:nobody");
    }
  }

  @Test
  void aSocketLeftBehindByAKillIsInNobodysWay() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      bench.forkDaemon().kill();
      assertThat(bench.socket()).exists();

      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");

      Forked second = bench.forkDaemon();
      assertThat(bench.cli("status", "--json").json().path("provisioned").asInt()).isEqualTo(1);
      second.signal("TERM");
      Said unused = second.waitFor();
      assertThat(bench.socket()).doesNotExist();
    }
  }

  @Test
  void aFileThatIsNoSocketIsNotRemovedForOne() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Path file = Files.writeString(bench.socket(), "somebody's work");
      Said run = bench.fork("run").waitFor();
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("control.socket", file.toString(), "not a socket");
      assertThat(file).hasContent("somebody's work");
    }
  }

  @Test
  void aVerbDoesNotWorkBesideAnOwnerThatItCannotAsk() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Forked owner = bench.forkDaemon();
      bench.settings().setText("station", "control", bench.folder().resolve("another-socket"));

      Said said = bench.provision("000417");

      assertThat(said.exit()).isEqualTo(3);
      assertThat(said.code()).isEqualTo("station.owned");
      assertThat(said.out()).contains("process " + owner.handle().pid());
      assertThat(bench.journal("SELECT count(*) FROM runs")).isEqualTo("0");
    }
  }

  @Test
  void aStationThatIsToldToStopFinishesItsRunFirst() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      Forked daemon = bench.forkDaemon();
      Forked.signal(tpm.process(), "STOP");
      Forked asking = bench.fork("provision", "--serial", "000417", "--json");
      asking.awaitError("identify");

      daemon.signal("TERM");
      while (Files.exists(bench.socket())) {
        Thread.sleep(10);
      }
      Forked.signal(tpm.process(), "CONT");

      assertThat(asking.waitFor().ending()).isEqualTo("PASS 0");
      Said unused = daemon.waitFor();
      assertThat(bench.journal("SELECT outcome FROM runs")).isEqualTo("PASS");
      assertThat(bench.socket()).doesNotExist();
    }
  }

  @Test
  void aStationThatDiesInAVerbIsNotMistakenForNone() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      Forked daemon = bench.forkDaemon();
      Forked.signal(tpm.process(), "STOP");
      Forked asking = bench.fork("provision", "--serial", "000417", "--json");
      asking.awaitError("identify");
      daemon.kill();

      Said said = asking.waitFor();

      assertThat(said.exit()).isEqualTo(3);
      assertThat(said.code()).isEqualTo("station.ended");
      Forked.signal(tpm.process(), "CONT");
      assertThat(bench.provision("000417").ending()).isEqualTo("PASS 0");
    }
  }

  private static String provision(String serial) {
    return "{\"verb\":\"provision\",\"arguments\":{\"slot\":\"A\",\"serial\":\""
        + serial
        + "\"}}\n";
  }

  /** The exit code in the station's answer, after whatever it said before; -1 when it hung up. */
  private static int answerOf(RawCaller caller) throws IOException {
    Optional<JsonNode> frame = caller.hear();
    while (frame.isPresent() && !frame.get().has("answer")) {
      frame = caller.hear();
    }
    return frame.map(json -> json.at("/answer/exitCode").asInt()).orElse(-1);
  }
}
