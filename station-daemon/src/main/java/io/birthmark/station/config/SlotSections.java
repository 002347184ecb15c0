package io.birthmark.station.config;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.config.StationConfig.Element;
import io.birthmark.station.config.StationConfig.Issuer;
import io.birthmark.station.config.StationConfig.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [[slot]]}, once for each slot; no two of them are the same. */
final class SlotSections {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final List<String> PKCS11_ONLY =
      List.of(
          "module", "token_serial", "token_label", "pin", "initialise", "pin_folder", "pin_hook");

  private final List<Product> products;
  private final Optional<TpmAddress> ownTpm;
  private final TokenSlots tokens;
  private final FloorSection floor;
  private final Map<String, String> pathOfName = new HashMap<>();
  private final Map<DeviceIdentity, String> pathOfDevice = new HashMap<>();

  private SlotSections(
      List<Product> products,
      Optional<TpmAddress> ownTpm,
      Optional<Issuer> issuer,
      FloorSection floor) {
    this.products = products;
    this.ownTpm = ownTpm;
    this.floor = floor;
    this.tokens = new TokenSlots(issuer);
  }

  static List<Slot> read(
      Section top,
      List<Product> products,
      Optional<TpmAddress> ownTpm,
      Optional<Issuer> issuer,
      FloorSection floor) {
    List<Section> sections = top.sections("slot", SectionKeys.SLOT);
    SlotSections slots = new SlotSections(products, ownTpm, issuer, floor);
    List<Slot> read = new ArrayList<>();
    for (Section section : sections) {
      slots.slot(section).ifPresent(read::add);
    }
    return List.copyOf(read);
  }

  private Optional<Slot> slot(Section section) {
    section.complainAboutUnknownKeys();
    section.noticeUnusedKeys();
    StationConfig.Panel panel = floor.panel(section);
    String name =
        section.requiredText(
            "name", NAME, "the slot's name: 1 to 64 letters, digits, and . _ -, like \"A\"");
    refuseSecond(section, "name", name, pathOfName);
    if (!section.has("element")) {
      section.missing("element", "\"tpm2\" or \"pkcs11\"");
    }
    Optional<Element> element = section.oneOf("element", Element.class);
    Optional<Product> product = product(section);
    Optional<DevicePlace> place = element.flatMap(kind -> place(section, kind));
    element.ifPresent(kind -> product.ifPresent(p -> checkProduct(section, kind, p)));
    // What is missing was complained about; such a file is refused whatever is returned here.
    return product.flatMap(p -> place.map(at -> new Slot(name, at, p, panel)));
  }

  private Optional<DevicePlace> place(Section section, Element element) {
    if (element == Element.PKCS11) {
      if (section.has("device")) {
        section.errorOfTheWhole(
            "device", "only goes with element = \"tpm2\"; a token is found by its module");
      }
      return tokens.read(section);
    }
    PKCS11_ONLY.stream()
        .filter(section::has)
        .forEach(key -> section.errorOfTheWhole(key, "only goes with element = \"pkcs11\""));
    return device(section).map(DevicePlace.Tpm::new);
  }

  private static void checkProduct(Section section, Element element, Product product) {
    String table = "[product." + product.name() + "] ";
    if (element == Element.TPM2) {
      if (product.serialSource() instanceof SerialSource.Element) {
        section.error(
            "element",
            "\"tpm2\" has no serial of its own to read; give "
                + table
                + "serial_from = \"scan\" or \"range\"");
      }
      return;
    }
    if (product.attestation() instanceof ProductAttestation.Tpm) {
      section.error(
          "element",
          "\"pkcs11\" cannot prove itself as a TPM does; give "
              + table
              + "attestation = \"x509\", \"x509-group\" or \"symmetric-key\"");
    }
    if (product.registrationIdRule().isEmpty()) {
      section.error(
          "element",
          "\"pkcs11\" has no EK to derive a registration ID from; give "
              + table
              + "a registration_id, like \"press-{serial}\"");
    }
  }

  private Optional<TpmAddress> device(Section section) {
    Optional<TpmAddress> device =
        section.requiredParsed("device", DeviceForm::parse, DeviceForm.RULE);
    device.ifPresent(
        d -> {
          DeviceIdentity identity = DeviceIdentity.of(d);
          if (ownTpm.map(DeviceIdentity::of).equals(Optional.of(identity))) {
            section.error(
                "device",
                "is the station's own TPM (station.own_tpm = "
                    + Quoted.of(ownTpm.orElseThrow().toString())
                    + "); a slot must be another one");
          }
          refuseSecond(section, "device", identity, pathOfDevice);
        });
    return device;
  }

  private static <T> void refuseSecond(
      Section section, String key, T value, Map<T, String> pathOfFirst) {
    String first = pathOfFirst.putIfAbsent(value, section.path());
    if (first != null && section.has(key)) {
      section.error(key, "is the same as that of " + first + "; every slot has its own");
    }
  }

  private Optional<Product> product(Section section) {
    List<String> names = products.stream().map(Product::name).toList();
    Optional<String> named = section.text("product");
    Optional<Product> found =
        named.flatMap(n -> products.stream().filter(p -> p.name().equals(n)).findFirst());
    if (named.isPresent() && found.isEmpty()) {
      section.errorOfTheWhole(
          "product",
          "there is no [product."
              + named.get()
              + "]"
              + Spelling.didYouMean(named.get(), names)
              + " (there is: "
              + String.join(", ", names)
              + ")");
    }
    if (!section.has("product") && products.size() > 1) {
      section.missing(
          "product", "one of " + Spelling.listed(names) + ", as there is more than one product");
    }
    return section.has("product") ? found : products.stream().findFirst();
  }
}
