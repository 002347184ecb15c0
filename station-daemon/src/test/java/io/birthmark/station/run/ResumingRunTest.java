package io.birthmark.station.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.RegistrationIdRule;
import io.birthmark.station.config.SerialRule;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.journal.DeviceHistory;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.Outcome;
import io.birthmark.station.journal.RunRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that was cut off continues, wherever and whenever it comes back; or says where to. */
class ResumingRunTest {
  private static final Problem PULLED =
      Problem.ofDevice("device.pulled", "The device is gone.", "Put it in again.");

  @TempDir Path dir;
  private final PaperIssuer issuer = new PaperIssuer();
  private Optional<io.birthmark.station.journal.Floor> journal = Optional.empty();
  private Optional<PaperToken> inSlotA = Optional.empty();
  private Optional<PaperToken> inSlotB = Optional.empty();

  @BeforeEach
  void open() {
    journal = Optional.of(new io.birthmark.station.journal.Floor(dir));
  }

  @AfterEach
  void close() {
    journal.ifPresent(io.birthmark.station.journal.Floor::close);
  }

  private io.birthmark.station.journal.Floor station() {
    return journal.orElseThrow();
  }

  private static Product product(String name) {
    return new Product(
        name,
        new SerialSource.Scan(),
        SerialRule.USUAL,
        Optional.of(new RegistrationIdRule("press-{serial}")),
        new ProductAttestation.X509(KeyKind.P256),
        Product.AlreadyProvisioned.VERIFY);
  }

  /** Slots A and B; B makes this product. */
  private Slots slots(String productOfB) {
    Floor floor =
        new Floor(
            "line3-a",
            "https://global.azure-devices-provisioning.net",
            "0ne00ABCDEF",
            station().journal,
            station().devices,
            new SerialSupply(station().serials),
            OwnTpm.none(),
            Optional.of(issuer),
            GroupGate.open(),
            Optional::empty,
            Labelling.none(),
            station().clock,
            () -> Optional.of(station().clock.instant()),
            () -> {});
    return new Slots(
        floor,
        List.of(
            new Slot("A", "pkcs11", product("press"), () -> inSlotA.orElseThrow().connect()),
            new Slot("B", "pkcs11", product(productOfB), () -> inSlotB.orElseThrow().connect())));
  }

  private static RunReport run(Slots slots, String slot, String serial) {
    return slots.run(slot, Optional.of(serial), "anna", step -> {});
  }

  private static String code(RunReport report) {
    return report.outcome().problem().map(Problem::code).orElse("PASS");
  }

  private List<RunRow> runs(String serial) {
    List<DeviceHistory> all = station().devices.history(serial);
    return all.get(all.size() - 1).runs();
  }

  /** Begun in slot A, its certificate issued and not in it. */
  private PaperToken cutOff(Slots slots) {
    PaperToken token = new PaperToken(1);
    token.beforeKeeping =
        () -> {
          throw ElementException.lasting(PULLED);
        };
    inSlotA = Optional.of(token);
    assertThat(code(run(slots, "A", "000417"))).isEqualTo("device.pulled");
    token.beforeKeeping = () -> {};
    return token;
  }

  @Test
  void inAnotherSlotAndAfterItsSlotDidOthers() {
    Slots slots = slots("press");
    PaperToken token = cutOff(slots);
    inSlotA = Optional.of(new PaperToken(2));
    assertThat(code(run(slots, "A", "000418"))).isEqualTo("PASS");
    inSlotB = Optional.of(token);

    RunReport report = run(slots, "B", "000417");

    assertThat(code(report)).isEqualTo("PASS");
    assertThat(report.continued()).isTrue();
    assertThat(runs("000417")).extracting(run -> run.start().slot()).containsExactly("A", "B");
    assertThat(station().devices.history("000417"))
        .singleElement()
        .satisfies(
            history ->
                assertThat(history.certificates())
                    .as("the one that never reached it, and the one it has")
                    .hasSize(2));
  }

  @Test
  void alsoWhenTheEndOfItsRunCouldNotBeWrittenDown() {
    Slots slots = slots("press");
    PaperToken token = cutOff(slots);
    // As after a full disk: the run is over, and the journal has it open.
    station().database.write(tx -> tx.change("UPDATE runs SET outcome = NULL"));
    assertThat(station().journal.openRuns()).hasSize(1);
    inSlotB = Optional.of(token);

    assertThat(code(run(slots, "B", "000417"))).isEqualTo("PASS");

    assertThat(station().journal.openRuns()).isEmpty();
    assertThat(runs("000417"))
        .extracting(run -> run.outcome().orElseThrow())
        .containsExactly(Outcome.ABORTED, Outcome.PASS);
  }

  @Test
  void whileTheFirstRunStillWorksTheOtherSlotIsRefused() {
    Slots slots = slots("press");
    PaperToken token = new PaperToken(1);
    inSlotA = Optional.of(token);
    inSlotB = Optional.of(token);
    token.beforeKeeping =
        () -> {
          token.beforeKeeping = () -> {};
          assertThat(code(run(slots, "B", "000417"))).isEqualTo("duplicate.in-another-slot");
        };

    assertThat(code(run(slots, "A", "000417"))).isEqualTo("PASS");
  }

  @Test
  void inASlotOfAnotherProductItIsSaidWhereItContinues() {
    Slots slots = slots("lathe");
    PaperToken token = cutOff(slots);
    inSlotB = Optional.of(token);

    RunReport there = run(slots, "B", "000417");

    assertThat(code(there)).isEqualTo("device.another-product");
    assertThat(there.outcome().problem().orElseThrow().toString())
        .contains("000417", "product press", "product lathe", "birthmark void 000417");
    assertThat(token.record).as("nothing was written").isEmpty();
    inSlotA = Optional.of(token);
    assertThat(code(run(slots, "A", "000417"))).isEqualTo("PASS");
    assertThat(station().devices.bySerial("000417").orElseThrow().product()).isEqualTo("press");
  }

  @Test
  void aFinishedDeviceIsNotMadeAnotherProductEither() {
    Slots slots = slots("lathe");
    PaperToken token = new PaperToken(1);
    inSlotA = Optional.of(token);
    inSlotB = Optional.of(token);
    assertThat(code(run(slots, "A", "000417"))).isEqualTo("PASS");

    assertThat(code(run(slots, "B", "000417"))).isEqualTo("device.another-product");

    station().journal.voidDevice("000417", "becomes a lathe", "bert");
    assertThat(code(run(slots, "B", "000417"))).isEqualTo("PASS");
    assertThat(station().devices.bySerial("000417").orElseThrow().product()).isEqualTo("lathe");
  }

  @Test
  void aBlankTokenThatHasNoNameYetStaysOfItsProductToo() {
    Slots slots = slots("lathe");
    PaperToken token = PaperToken.blank(1);
    token.whenStepping =
        () -> {
          throw ElementException.lasting(PULLED);
        };
    inSlotA = Optional.of(token);
    assertThat(code(run(slots, "A", "000417"))).isEqualTo("device.pulled");
    assertThat(station().devices.bySerial("000417").orElseThrow().state())
        .isEqualTo(DeviceState.BEGUN);
    token.whenStepping = () -> {};
    inSlotB = Optional.of(token);

    assertThat(code(run(slots, "B", "000417"))).isEqualTo("device.another-product");

    inSlotA = Optional.of(token);
    assertThat(code(run(slots, "A", "000417"))).isEqualTo("PASS");
  }
}
