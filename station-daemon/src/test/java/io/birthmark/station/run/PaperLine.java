package io.birthmark.station.run;

import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.CheckDigit;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.RegistrationIdRule;
import io.birthmark.station.config.SerialRule;
import io.birthmark.station.config.SerialSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Several slots with devices of paper, and one real journal. */
final class PaperLine implements AutoCloseable {
  final io.birthmark.station.journal.Floor journal;
  final PaperIssuer issuer = new PaperIssuer();
  private final List<Slot> slots = new ArrayList<>();
  private Optional<Slots> open = Optional.empty();

  PaperLine(Path dir) {
    journal = new io.birthmark.station.journal.Floor(dir);
  }

  static Product product(String name, String serial, CheckDigit check) {
    return new Product(
        name,
        new SerialSource.Scan(),
        new SerialRule(serial, check),
        Optional.of(new RegistrationIdRule(name + "-{serial}")),
        new ProductAttestation.X509(KeyKind.P256),
        Product.AlreadyProvisioned.VERIFY);
  }

  PaperLine slot(String name, Product product, Supplier<SecureElement> device) {
    return slot(new Slot(name, "pkcs11", product, device));
  }

  PaperLine slot(Slot slot) {
    slots.add(slot);
    return this;
  }

  RunReport run(String slot, String serial) {
    return slots().run(slot, Optional.of(serial), "anna", step -> {});
  }

  private synchronized Slots slots() {
    if (open.isEmpty()) {
      Floor floor =
          new Floor(
              "line3-a",
              "https://global.azure-devices-provisioning.net",
              "0ne00ABCDEF",
              journal.journal,
              journal.devices,
              new SerialSupply(journal.serials),
              OwnTpm.none(),
              Optional.of(issuer),
              GroupGate.open(),
              Optional::empty,
              Labelling.none(),
              journal.clock,
              () -> Optional.of(journal.clock.instant()),
              () -> {});
      open = Optional.of(new Slots(floor, slots));
    }
    return open.get();
  }

  @Override
  public void close() {
    journal.close();
  }
}
