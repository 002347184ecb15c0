package io.birthmark.station.config;

import static io.birthmark.station.config.ConfigText.DPS;
import static io.birthmark.station.config.ConfigText.SLOT;
import static io.birthmark.station.config.ConfigText.STATION;
import static io.birthmark.station.config.ConfigText.TPM;
import static io.birthmark.station.config.ConfigText.errors;
import static io.birthmark.station.config.ConfigText.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.station.config.DevicePlace.DevicePin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which attestation goes with which keys, elements and surroundings. */
class AttestationConfigTest {
  private static final String ISSUER =
      "[issuer]\nmodule = \"/usr/lib/hsm.so\"\ntoken = \"line3-ca\"\n";
  private static final String TOKEN_SLOT =
      "[[slot]]\nname = \"B\"\nelement = \"pkcs11\"\nmodule = \"/usr/lib/device.so\"\n";

  @TempDir Path folder;

  private static String product(String keys) {
    return "[product.press]\nregistration_id = \"press-{serial}\"\n" + keys + "\n";
  }

  private static String text(String product, String slot) {
    return STATION + DPS + product(product) + TPM + ISSUER + slot;
  }

  private Product loadedProduct(String keys) {
    return loaded(folder, text(keys, SLOT)).products().get(0);
  }

  @Test
  void eachAttestationGetsWhatGoesWithItAndTheDefaults() {
    assertThat(loadedProduct("attestation = \"x509\"").attestation())
        .isEqualTo(new ProductAttestation.X509(KeyKind.P256));
    assertThat(
            loadedProduct(
                    "attestation = \"x509-group\"\ngroup = \"press-2026\"\nkey = \"rsa-3072\"")
                .attestation())
        .isEqualTo(
            new ProductAttestation.X509Group("press-2026", KeyKind.RSA_3072, Optional.empty()));
    assertThat(
            loadedProduct("attestation = \"x509-group\"\ngroup = \"g\"\nca_reference = \"plant\"")
                .attestation())
        .isEqualTo(new ProductAttestation.X509Group("g", KeyKind.P256, Optional.of("plant")));
    assertThat(loadedProduct("attestation = \"symmetric-key\"\ngroup = \"g\"").attestation())
        .isEqualTo(new ProductAttestation.SymmetricKey("g", false));
    assertThat(
            loadedProduct(
                    "attestation = \"symmetric-key\"\ngroup = \"g\"\nenrollment = \"individual\"")
                .attestation())
        .isEqualTo(new ProductAttestation.SymmetricKey("g", true));
  }

  @Test
  void aGroupCoversItsDevicesUnlessEachIsEnrolledByItself() {
    assertThat(
            new ProductAttestation.X509Group("g", KeyKind.P256, Optional.empty()).coveringGroup())
        .contains("g");
    assertThat(new ProductAttestation.SymmetricKey("g", false).coveringGroup()).contains("g");
    assertThat(new ProductAttestation.SymmetricKey("g", true).coveringGroup()).isEmpty();
    assertThat(new ProductAttestation.SymmetricKey("g", true).keyGroup()).contains("g");
    assertThat(new ProductAttestation.X509(KeyKind.P256).coveringGroup()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          attestation = "tpm"; group = "g"                        | 10:9: product.press.group: only goes with attestation = "x509-group" or "symmetric-key", not "tpm"
          attestation = "x509"; group = "g"                       | product.press.group: only goes with
          attestation = "tpm"; key = "p-256"                      | product.press.key: only goes with attestation = "x509" or "x509-group", not "tpm"
          attestation = "symmetric-key"; group = "g"; key = "p-256" | product.press.key: only goes with
          attestation = "x509"; enrollment = "individual"         | product.press.enrollment: only goes with attestation = "symmetric-key", not "x509"
          attestation = "x509"; ca_reference = "x"                | product.press.ca_reference: only goes with attestation = "x509-group", not "x509"
          attestation = "x509"; key = "p-521"                     | must be one of "p-256", "p-384", "rsa-2048", "rsa-3072", got "p-521"
          attestation = "x509"; key = "rsa2048"                   | did you mean "rsa-2048"?
          attestation = "symmetric-key"; group = "g"; enrollment = "each" | must be one of "group", "individual", got "each"
          attestation = "x509-group"                              | product.press.group: is missing; it must be the name of the enrollment group at the service
          attestation = "symmetric-key"                           | product.press.group: is missing
          attestation = "x509-group"; group = "my group"          | must be 1 to 128 letters, digits, and - . _ :
          attestation = "x509-group"; group = "-g"                | with a letter or digit at both ends
          """)
  void whatDoesNotGoTogetherIsToldWithItsPlaceAndWhatIsAllowed(String keys, String said) {
    String lines = keys.replace("; ", "\n");

    assertThat(errors(folder, text(lines, SLOT)))
        .anySatisfy(error -> assertThat(error).contains(said));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attestation = \"x509\"",
        "attestation = \"x509-group\"\ngroup = \"g\"",
        "attestation = \"symmetric-key\"\ngroup = \"g\""
      })
  void allButTpmNeedTheStationsOwnHsm(String keys) {
    String text = text(keys, SLOT).replace(ISSUER, "");

    assertThat(errors(folder, text))
        .containsExactly(
            "issuer: is missing; it must be there, written [issuer], as product.press.attestation"
                + " needs the station's own HSM");
    assertThat(errors(folder, text(keys, SLOT))).isEmpty();
  }

  @Test
  void theNameInACertificateHasAtMost64Characters() {
    String prefix = "p".repeat(60);
    String x509 =
        text("attestation = \"x509\"", SLOT).replace("press-{serial}", prefix + "{serial}");
    Product product = loaded(folder, x509).products().get(0);

    assertThat(product.whyNot("0417")).isEmpty();
    assertThat(product.whyNot("00417").orElseThrow())
        .contains("has 65 characters; 64 are allowed where it is the name in a certificate");
    assertThat(errors(folder, x509.replace(prefix, "p".repeat(64))))
        .singleElement()
        .asString()
        .contains("product.press.registration_id: cannot be used", "64 are allowed");
    assertThat(errors(folder, x509.replace("\"x509\"", "\"tpm\"").replace(prefix, "p".repeat(64))))
        .isEmpty();
  }

  @Test
  void theHsmHasItsDefaults() {
    assertThat(loaded(folder, text("attestation = \"x509\"", SLOT)).issuer())
        .contains(
            new StationConfig.Issuer(
                Path.of("/usr/lib/hsm.so"),
                new TokenChoice.ByLabel("line3-ca"),
                "line3-a-issuing",
                3650));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          token = "line3-ca" | '' | issuer.token: is missing; it must be the label of the HSM's token; token_serial may stand in its place
          token = "line3-ca" | token = "x"; token_serial = "1" | issuer.token_serial: does not go with token
          token = "line3-ca" | token = "123456789012345678901234567890123" | must be 1 to 32 visible ASCII characters
          module = "/usr/lib/hsm.so" | '' | issuer.module: is missing
          token = "line3-ca" | token = "x"; validity_days = 0 | must be a whole number from 1 to 36500, got 0
          token = "line3-ca" | token = "x"; key = "a b" | must be the label of the issuing key
          token = "line3-ca" | token = "x"; pin = "1234" | no secret belongs in this file
          """)
  void whatIsWrongWithTheHsmIsSaid(String good, String bad, String said) {
    String text = text("attestation = \"x509\"", SLOT).replace(good, bad.replace("; ", "\n"));

    assertThat(errors(folder, text)).anySatisfy(error -> assertThat(error).contains(said));
  }

  @Test
  void aTokensSlotGetsEveryDefault() {
    StationConfig.Slot slot =
        loaded(folder, text("attestation = \"x509\"", TOKEN_SLOT).replace(TPM, "")).slots().get(0);

    assertThat(slot.place())
        .isEqualTo(
            new DevicePlace.Token(
                Path.of("/usr/lib/device.so"),
                new TokenChoice.Only(),
                new DevicePin.Shared(),
                false));
    assertThat(slot.address()).isEqualTo("/usr/lib/device.so");
  }

  @Test
  void aDevicesOwnPinGoesIntoAFolderOrToAProgram() {
    String slot = TOKEN_SLOT + "token_serial = \"0A1B\"\ninitialise = true\npin = \"per-device\"\n";

    assertThat(
            loaded(folder, text("attestation = \"x509\"", slot + "pin_folder = \"pins\"\n"))
                .slots()
                .get(0)
                .place())
        .isEqualTo(
            new DevicePlace.Token(
                Path.of("/usr/lib/device.so"),
                new TokenChoice.BySerial("0A1B"),
                new DevicePin.IntoFolder(folder.resolve("pins")),
                true));
    assertThat(
            loaded(folder, text("attestation = \"x509\"", slot + "pin_hook = \"/bin/keep\"\n"))
                .slots()
                .get(0)
                .place())
        .isEqualTo(
            new DevicePlace.Token(
                Path.of("/usr/lib/device.so"),
                new TokenChoice.BySerial("0A1B"),
                new DevicePin.ToProgram(Path.of("/bin/keep")),
                true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pin = "per-device" | slot[1].pin_folder: is missing
          pin = "per-device"; pin_folder = "a"; pin_hook = "b" | slot[1].pin_hook: does not go with pin_folder
          pin_folder = "a" | slot[1].pin_folder: only goes with pin = "per-device"
          pin = "1234" | must be one of "credential", "per-device"
          initialise = "yes" | must be true or false, without quotes, got "yes"
          device = "/dev/tpmrm1" | slot[1].device: only goes with element = "tpm2"
          token_label = "a"; token_serial = "b" | slot[1].token_serial: does not go with token_label
          token_label = "" | must be 1 to 32 visible ASCII characters
          token_serial = "12345678901234567" | must be 1 to 16 visible ASCII characters
          """)
  void whatIsWrongWithATokensSlotIsSaid(String keys, String said) {
    String slot = TOKEN_SLOT + keys.replace("; ", "\n") + "\n";

    assertThat(errors(folder, text("attestation = \"x509\"", slot)))
        .anySatisfy(error -> assertThat(error).contains(said));
  }

  @Test
  void aTokenIsNoTpmAndHasNoEk() {
    String text =
        text("attestation = \"tpm\"", TOKEN_SLOT)
            .replace("registration_id = \"press-{serial}\"\n", "");

    assertThat(errors(folder, text))
        .containsExactly(
            "16:11: slot[1].element: \"pkcs11\" cannot prove itself as a TPM does; give"
                + " [product.press] attestation = \"x509\", \"x509-group\" or \"symmetric-key\"",
            "16:11: slot[1].element: \"pkcs11\" has no EK to derive a registration ID from; give"
                + " [product.press] a registration_id, like \"press-{serial}\"");
  }

  @Test
  void aTokenHasASerialOfItsOwn() {
    String keys = "attestation = \"x509\"\nserial_from = \"element\"";

    assertThat(errors(folder, text(keys, TOKEN_SLOT))).isEmpty();
    assertThat(errors(folder, text(keys, SLOT)))
        .singleElement()
        .asString()
        .contains("\"tpm2\" has no serial of its own");
  }

  @Test
  void noTwoSlotsHaveTheSameToken() {
    String first = TOKEN_SLOT + "token_label = \"a\"\n";
    String second = first.replace("\"B\"", "\"C\"");

    assertThat(errors(folder, text("attestation = \"x509\"", first + second)))
        .singleElement()
        .asString()
        .contains("slot[2].token_label: is the same as that of slot[1]");
    assertThat(
            errors(
                folder, text("attestation = \"x509\"", first + second.replace("\"a\"", "\"b\""))))
        .isEmpty();
  }

  @Test
  void whereOneModuleServesTwoSlotsEachNamesItsToken() {
    String second = TOKEN_SLOT.replace("\"B\"", "\"C\"") + "token_label = \"a\"\n";

    assertThat(errors(folder, text("attestation = \"x509\"", TOKEN_SLOT + second)))
        .singleElement()
        .asString()
        .contains("slot[2].token_label: may be the same token as that of slot[1]");
  }

  @Test
  void theStationsOwnHsmIsNoSlotAlsoThroughALink() throws IOException {
    Path module = Files.createFile(folder.resolve("hsm.so"));
    Path link = Files.createSymbolicLink(folder.resolve("device.so"), module);
    String text =
        text("attestation = \"x509\"", TOKEN_SLOT)
            .replace("/usr/lib/hsm.so", module.toString())
            .replace("/usr/lib/device.so", link.toString());

    assertThat(errors(folder, text + "token_label = \"line3-ca\"\n"))
        .singleElement()
        .asString()
        .contains("slot[1].token_label: is the same as that of the station's own HSM");
    assertThat(errors(folder, text))
        .singleElement()
        .asString()
        .contains("slot[1].module: may be the same token as that of the station's own HSM");
    assertThat(errors(folder, text + "token_label = \"device\"\n")).isEmpty();
  }

  @Test
  void whatToDoWhileAGroupLetsNobodyInIsStopOrGo() {
    String text = text("attestation = \"x509\"", SLOT);

    assertThat(
            loaded(
                    folder,
                    text.replace("policy = \"line\"", "policy = \"line\"\noffline_group = \"go\""))
                .dps()
                .offlineGroup())
        .isEqualTo(StationConfig.OfflineGroup.GO);
    assertThat(
            errors(
                folder,
                text.replace("policy = \"line\"", "policy = \"line\"\noffline_group = \"halt\"")))
        .singleElement()
        .asString()
        .contains("must be one of \"stop\", \"go\"");
  }
}
