package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SIGHUP: the configuration is read again while the line runs. */
class ReloadTest {

  @Test
  void theNextRunGoesByTheChangedFileAndTheOneThatIsGoingOnByItsOwn() throws Exception {
    try (Bench bench = new Bench()) {
      SoftwareTpm tpm = bench.slot("A", 1);
      Forked daemon = bench.forkDaemon();
      Forked.signal(tpm.process(), "STOP");
      Forked asking = bench.fork("provision", "--serial", "000417", "--json");
      asking.awaitError("identify");

      bench.settings().setText("product.press", "registration_id", "hammer-{serial}");
      Path unused = bench.config();
      daemon.signal("HUP");
      daemon.awaitError("reload: taken over");
      Forked.signal(tpm.process(), "CONT");

      Said first = asking.waitFor();
      assertThat(first.ending()).isEqualTo("PASS 0");
      assertThat(first.json().path("registrationId").asText()).isEqualTo("press-000417");

      assertThat(bench.cli("void", "000417", "--reason", "test").exit()).isZero();
      Said second = bench.provision("000418");
      assertThat(second.ending()).isEqualTo("PASS 0");
      assertThat(second.json().path("registrationId").asText()).isEqualTo("hammer-000418");
    }
  }

  @Test
  void aFileWithErrorsChangesNothingAndEachIsSaid() throws Exception {
    try (Bench bench = Bench.withTpm(1);
        Ear ear = Ear.in(bench.folder())) {
      Forked daemon =
          bench.keep(
              Forked.start(
                  bench.folder(),
                  "io.birthmark.station.Main",
                  List.of("run", "--config", bench.config().toString()),
                  List.of("env", "NOTIFY_SOCKET=" + ear.socket())));
      daemon.awaitError("ready:");
      String good = bench.settings().toml();
      bench
          .settings()
          .setText("product.press", "registration_id", "hammer-{serial}")
          .setText("product.press", "attestation", "tmp")
          .set("dps", "operations_per_minute", "-1");
      Path unused = bench.config();
      daemon.signal("HUP");
      daemon.awaitError("attestation");
      daemon.awaitError("operations_per_minute");
      assertThat(daemon.err()).contains("reload: nothing is taken over");
      ear.await("RELOADING=1\nMONOTONIC_USEC=");
      ear.await("The changed configuration is not used, errors in it: 2.");
      bench
          .settings()
          .setText("product.press", "registration_id", "press-{serial}")
          .setText("product.press", "attestation", "tpm")
          .set("dps", "operations_per_minute", "100000");
      assertThat(bench.settings().toml()).isEqualTo(good);
      Path unusedToo = bench.config();
      Said said = bench.provision("000417");
      assertThat(said.ending()).isEqualTo("PASS 0");
      assertThat(said.json().path("registrationId").asText()).isEqualTo("press-000417");
      int before = ear.heard().length();
      daemon.signal("HUP");
      daemon.awaitError("reload: taken over");
      ear.awaitAfter(before, "RELOADING=1");
      ear.awaitAfter(ear.heard().lastIndexOf("RELOADING=1"), "READY=1\nSTATUS=Ready. ");
      String last = ear.heard().substring(ear.heard().lastIndexOf("READY=1"));
      assertThat(last).doesNotContain("is not used");
    }
  }

  @Test
  void whatNeedsARestartIsNamedAndTheRestIsTakenOver() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Forked daemon = bench.forkDaemon();
      bench
          .settings()
          .set("dps", "operations_per_minute", "100")
          .setText("product.press", "serial", "[0-9]{4}")
          .more("button = 5\n");
      Path unused = bench.config();
      daemon.signal("HUP");
      daemon.awaitError("needs a restart: [dps], button, lamps or scanner of slot A");
      assertThat(bench.provision("0417").ending()).isEqualTo("PASS 0");
    }
  }

  @Test
  void aNewSlotWaitsForTheRestartAndEverythingWithIt() throws Exception {
    try (Bench bench = Bench.withTpm(1)) {
      Forked daemon = bench.forkDaemon();
      bench.settings().setText("product.press", "serial", "[0-9]{4}");
      bench.settings().slot("B", "tcp:127.0.0.1:1");
      Path unused = bench.config();
      daemon.signal("HUP");
      daemon.awaitError("needs a restart: new slot B, with it all products, slots");
      assertThat(daemon.err()).doesNotContain("reload: taken over");
      assertThat(bench.cli("provision", "--slot", "A", "--serial", "000417", "--json").ending())
          .isEqualTo("PASS 0");
    }
  }
}
