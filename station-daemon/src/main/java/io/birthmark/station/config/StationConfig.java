package io.birthmark.station.config;

import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.label.LabelTemplate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the station is told by its file. The keys are described in {@code
 * docs/configuration.md}; every default is filled in here.
 *
 * @param file where it came from
 * @param products at least one, in the file's order
 * @param issuer the station's own HSM; there if a product needs it
 * @param slots at least one, in the file's order
 * @param floor what all slots share of buttons, lamps and scanners
 * @param printer where labels are printed; empty when they are not
 * @param labels the templates by the products' names; a product without one has the usual label
 * @param notices what is accepted but deserves a word, such as a section that does nothing yet
 */
public record StationConfig(
    Path file,
    Station station,
    Dps dps,
    List<Product> products,
    Tpm tpm,
    Optional<Issuer> issuer,
    List<Slot> slots,
    Floor floor,
    Audit audit,
    Optional<LabelPrinting> printer,
    Map<String, LabelTemplate> labels,
    List<ConfigRemark> notices) {

  public StationConfig {
    products = List.copyOf(products);
    slots = List.copyOf(slots);
    labels = Map.copyOf(labels);
    notices = List.copyOf(notices);
  }

  /**
   * Reads and checks a file; never throws for what is in it.
   *
   * @param environment {@code STATE_DIRECTORY} is looked up in it, as systemd sets it
   */
  public static ConfigReading load(Path file, Map<String, String> environment) {
    return new StationFile(file, environment).read();
  }

  public Optional<Slot> slot(String name) {
    return slots.stream().filter(slot -> slot.name().equals(name)).findFirst();
  }

  public Optional<Product> product(String name) {
    return products.stream().filter(product -> product.name().equals(name)).findFirst();
  }

  /**
   * {@code [station]}
   *
   * @param ownTpm the station's own TPM, never to be worked on as a device; in the form of a slot's
   * @param state the directory of the journal
   * @param reserveBytes what stays free on the journal's disk; below it no run is begun
   * @param control the path of the control socket
   * @param credentials the directory of the secrets when systemd provides none
   */
  public record Station(
      String id,
      Optional<TpmAddress> ownTpm,
      Path state,
      long reserveBytes,
      Path control,
      Optional<Path> credentials) {}

  /**
   * {@code [dps]}
   *
   * @param registrationUrl goes into every device, exactly as written
   * @param policy the shared access policy whose key is the credential {@code dps-policy-key}
   * @param operationsPerMinute this station's share of the service's limit
   * @param batchSize enrollments in one call
   * @param bulkCounts how the service counts such a call
   * @param caFile trusted instead of the system's roots, PEM
   * @param offlineGroup what to do while a group is known not to let its devices in
   */
  public record Dps(
      ServiceAddress service,
      URI registrationUrl,
      String idScope,
      String policy,
      int operationsPerMinute,
      int batchSize,
      BulkCounts bulkCounts,
      Optional<Path> caFile,
      Duration connectLimit,
      Duration requestLimit,
      OfflineGroup offlineGroup) {}

  /** What a call for several enrollments takes of the service's limit. */
  public enum BulkCounts implements Word {
    /** As many operations as it has enrollments; careful, for the service does not say. */
    EACH("each"),
    ONCE("once");

    private final String word;

    BulkCounts(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** Whether devices are made for a group that is known not to let them in. */
  public enum OfflineGroup implements Word {
    STOP("stop"),
    GO("go");

    private final String word;

    OfflineGroup(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /**
   * {@code [tpm]}
   *
   * @param ekRoots the folder of trusted makers' roots; present unless the check is off or no slot
   *     is a TPM's
   * @param nvIndex of the identity record
   * @param commandLimit how long one TPM command may take
   */
  public record Tpm(
      EkCertificate ekCertificate, Optional<Path> ekRoots, int nvIndex, Duration commandLimit) {}

  /** What to do about a TPM whose maker cannot be proven. */
  public enum EkCertificate implements Word {
    REQUIRE("require"),
    WARN("warn"),
    OFF("off");

    private final String word;

    EkCertificate(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /**
   * {@code [audit]}
   *
   * @param export where the heads of the journal go
   */
  public record Audit(Path export) {}

  /**
   * {@code [issuer]}
   *
   * @param module the HSM's PKCS#11 library
   * @param key the label of the issuing key
   * @param validityDays how long a device's certificate is good for
   */
  public record Issuer(Path module, TokenChoice token, String key, int validityDays) {}

  /**
   * One {@code [[slot]]}.
   *
   * @param place where the device in it is found
   * @param product what is built in it
   * @param panel its button, lamps and scanner
   */
  public record Slot(String name, DevicePlace place, Product product, Panel panel) {

    public Element element() {
      return place.element();
    }

    /** Where the device is found, for people. */
    public String address() {
      return place.words();
    }
  }

  /**
   * {@code [floor]}
   *
   * @param buzzer its GPIO line
   * @param greenLimit how long green says PASS when the device is not seen to be taken out
   * @param scanner the input device of the scanner that all slots share
   */
  public record Floor(Optional<Integer> buzzer, Duration greenLimit, Optional<Path> scanner) {}

  /**
   * What people on the line have at a slot, as GPIO lines.
   *
   * @param scanner the input device of a scanner of the slot's own
   */
  public record Panel(
      Optional<Integer> button,
      Optional<Integer> green,
      Optional<Integer> red,
      Optional<Integer> amber,
      Optional<Path> scanner) {
    public static final Panel NONE =
        new Panel(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** The kinds of secure element. */
  public enum Element implements Word {
    TPM2("tpm2"),
    PKCS11("pkcs11");

    private final String word;

    Element(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
