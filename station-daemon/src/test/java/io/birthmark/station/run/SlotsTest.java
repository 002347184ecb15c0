package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.RegistrationIdRule;
import io.birthmark.station.config.SerialRule;
import io.birthmark.station.config.SerialSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of runs, and looks that keep out of their way. */
class SlotsTest {
  private static final Product PRESS =
      new Product(
          "press",
          new SerialSource.Scan(),
          new SerialRule("[0-9]{6}"),
          Optional.of(new RegistrationIdRule("press-{serial}")),
          new ProductAttestation.X509(KeyKind.P256),
          Product.AlreadyProvisioned.VERIFY);

  @TempDir private Path dir;
  private Optional<io.birthmark.station.journal.Floor> journal = Optional.empty();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final PaperToken token = new PaperToken(1);

  @BeforeEach
  void open() {
    journal = Optional.of(new io.birthmark.station.journal.Floor(dir));
  }

  @AfterEach
  void close() {
    journal.orElseThrow().close();
  }

  private Slots slots(Supplier<SecureElement> connector, Presence presence) {
    io.birthmark.station.journal.Floor station = journal.orElseThrow();
    Floor floor =
        new Floor(
            "line3-a",
            "https://global.azure-devices-provisioning.net",
            "0ne00ABCDEF",
            station.journal,
            station.devices,
            new SerialSupply(station.serials),
            OwnTpm.none(),
            Optional.of(new PaperIssuer()),
            GroupGate.open(),
            Optional::empty,
            Labelling.none(),
            station.clock,
            () -> Optional.of(station.clock.instant()),
            () -> {});
    Slots slots = new Slots(floor, List.of(new Slot("A", "pkcs11", PRESS, connector, presence)));
    slots.watch(
        new SlotWatcher() {
          @Override
          public void began(String slot) {
            told.add(slot + " began");
          }

          @Override
          public void ended(RunReport report) {
            told.add(report.slot() + " " + report.outcome().word());
          }
        });
    return slots;
  }

  private static RunReport run(Slots slots, String serial) {
    return slots.run("A", Optional.of(serial), "anna", step -> {});
  }

  @Test
  void everyRunIsToldFromItsBeginningToItsEnd() {
    Slots slots = slots(token::connect, Presence.unknown());
    assertThat(run(slots, "000417").outcome()).isEqualTo(new RunOutcome.Pass());
    assertThat(run(slots, "417").outcome().problem()).map(Problem::code).contains("serial.invalid");
    assertThat(told).containsExactly("A began", "A PASS", "A began", "A FAIL");
  }

  @Test
  void itIsTellableWhatASlotDoesAndHowItsLastRunEnded() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Slots slots =
        slots(
            () -> {
              connected.countDown();
              await(goOn);
              return token.connect();
            },
            Presence.unknown());
    assertThat(slots.standing("A")).isEqualTo(SlotStanding.UNUSED);
    CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(() -> run(slots, "000417"));
    await(connected);
    assertThat(slots.standing("A").working()).map(SlotStanding.Working::step).contains("begin");
    assertThat(slots.standing("A").last()).isEmpty();
    goOn.countDown();
    RunReport passed = run.get();
    assertThat(slots.standing("A").working()).isEmpty();
    assertThat(slots.standing("A").last()).map(SlotStanding.Ended::report).contains(passed);
    RunReport refused = run(slots, "417");
    assertThat(slots.standing("A").last()).map(SlotStanding.Ended::report).contains(refused);
  }

  @Test
  void aDefectThatEndsARunWithoutAnOutcomeLeavesTheSlotFree() {
    Slots slots =
        slots(
            () -> {
              throw new OutOfMemoryError("a defect that no run can answer for");
            },
            Presence.unknown());
    assertThatThrownBy(() -> run(slots, "000417")).isInstanceOf(OutOfMemoryError.class);
    assertThat(slots.standing("A").working()).isEmpty();
    assertThat(slots.busy("A")).isFalse();
  }

  @Test
  void whatWasRefusedAtASlotIsOverWithItsNextRun() {
    Slots slots = slots(token::connect, Presence.unknown());
    Problem problem = Problem.ofStation("scan.in-run", "It is so.", "Do so.");
    slots.news().tell("A", problem);
    slots.news().tell("scanner", problem);
    assertThat(slots.news().all())
        .extracting(FloorNews.Item::about)
        .containsExactly("A", "scanner");
    assertThat(run(slots, "000417").outcome()).isEqualTo(new RunOutcome.Pass());
    assertThat(slots.news().all()).extracting(FloorNews.Item::about).containsExactly("scanner");
    slots.news().over("scanner");
    assertThat(slots.news().all()).isEmpty();
  }

  @Test
  void aSerialIsJudgedWithoutARun() {
    Slots slots =
        slots(
            () -> {
              throw new AssertionError("the device was spoken to");
            },
            Presence.unknown());
    assertThat(slots.takesScan("A")).isTrue();
    assertThat(slots.objection("A", Optional.of("000417"))).isEmpty();
    assertThat(slots.objection("A", Optional.of("417")))
        .map(Problem::code)
        .contains("serial.invalid");
    assertThat(told).isEmpty();
  }

  @Test
  void nobodyLooksWhileARunIsGoingOn() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Slots slots =
        slots(
            () -> {
              connected.countDown();
              await(goOn);
              return token.connect();
            },
            () -> Sight.THERE);
    assertThat(slots.look("A")).contains(Sight.THERE);
    CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(() -> run(slots, "000417"));
    await(connected);
    assertThat(slots.look("A")).isEmpty();
    goOn.countDown();
    assertThat(run.get().outcome()).isEqualTo(new RunOutcome.Pass());
    assertThat(slots.look("A")).contains(Sight.THERE);
  }

  @Test
  void aRunWaitsForALookInsteadOfFindingTheSlotBusy() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    Slots slots =
        slots(
            token::connect,
            () -> {
              looking.countDown();
              await(seen);
              return Sight.THERE;
            });
    CompletableFuture<Optional<Sight>> look = CompletableFuture.supplyAsync(() -> slots.look("A"));
    await(looking);
    CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(() -> run(slots, "000417"));
    seen.countDown();
    assertThat(look.get()).contains(Sight.THERE);
    assertThat(run.get().outcome()).isEqualTo(new RunOutcome.Pass());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
