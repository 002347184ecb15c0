package io.birthmark.station.run;

import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.CheckDigit;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.RegistrationIdRule;
import io.birthmark.station.config.SerialRule;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.ledger.LocalLedger;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A run of a device of paper, with a journal in memory that is forgotten, and nothing of the
 * station's own. What the first run would be the first to use was used when it has come to its end.
 */
public final class Rehearsal {
  private static final String SERIAL = "000000";

  private Rehearsal() {}

  /**
   * Carries it out.
   *
   * @return how it ended; a rehearsal that was good ends with PASS
   */
  public static RunOutcome of(Supplier<SecureElement> paper, Clock clock) {
    try (Database database = Database.inMemory(clock)) {
      Journal journal = new Journal(database, new LocalLedger(), clock);
      Slot slot = new Slot("rehearsal", "tpm2", product(), paper);
      List<Slot> slots = List.of(slot);
      Floor floor =
          new Floor(
              "rehearsal",
              "https://rehearsal.invalid",
              "0ne00000000",
              journal,
              new Devices(database),
              new SerialSupply(new SerialNumbers(database, clock)),
              OwnTpm.none(),
              Optional.empty(),
              GroupGate.open(),
              Optional::empty,
              Labelling.none(),
              clock,
              () -> Optional.of(clock.instant()),
              () -> {});
      return new Run(
              floor,
              new Slots(floor, slots),
              slot,
              slots,
              Optional.of(SERIAL),
              Optional.empty(),
              "station",
              step -> {})
          .carryOut()
          .outcome();
    }
  }

  private static Product product() {
    return new Product(
        "rehearsal",
        new SerialSource.Scan(),
        new SerialRule("[0-9]{6}", CheckDigit.NONE),
        Optional.of(new RegistrationIdRule("rehearsal-{serial}")),
        new ProductAttestation.Tpm(),
        Product.AlreadyProvisioned.VERIFY);
  }
}
