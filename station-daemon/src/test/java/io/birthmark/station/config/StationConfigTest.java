package io.birthmark.station.config;

import static io.birthmark.station.config.ConfigText.DPS;
import static io.birthmark.station.config.ConfigText.LEAST;
import static io.birthmark.station.config.ConfigText.PRODUCT;
import static io.birthmark.station.config.ConfigText.SLOT;
import static io.birthmark.station.config.ConfigText.STATION;
import static io.birthmark.station.config.ConfigText.TPM;
import static io.birthmark.station.config.ConfigText.errors;
import static io.birthmark.station.config.ConfigText.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.config.StationConfig.EkCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a good file means, and what is said about a bad one. */
class StationConfigTest {
  @TempDir Path folder;

  @Test
  void theLeastConfigurationGetsEveryDefault() {
    StationConfig config = loaded(folder, LEAST);

    assertThat(config.station())
        .isEqualTo(
            new StationConfig.Station(
                "line3-a",
                Optional.empty(),
                Path.of("/var/lib/birthmark"),
                32L << 20,
                Path.of("/run/birthmark/control"),
                Optional.empty()));
    assertThat(config.dps())
        .isEqualTo(
            new StationConfig.Dps(
                new ServiceAddress("factory.example", 443),
                URI.create("https://global.azure-devices-provisioning.net"),
                "0ne00ABCDEF",
                "line",
                200,
                10,
                StationConfig.BulkCounts.EACH,
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                StationConfig.OfflineGroup.STOP));
    Product press =
        new Product(
            "press",
            new SerialSource.Scan(),
            new SerialRule("[A-Za-z0-9._-]{1,64}"),
            Optional.empty(),
            new ProductAttestation.Tpm(),
            Product.AlreadyProvisioned.VERIFY);
    assertThat(config.products()).containsExactly(press);
    assertThat(config.tpm())
        .isEqualTo(
            new StationConfig.Tpm(
                EkCertificate.REQUIRE,
                Optional.of(folder.resolve("roots")),
                0x01800100,
                Duration.ofSeconds(90)));
    assertThat(config.slots())
        .containsExactly(
            new StationConfig.Slot(
                "A",
                new DevicePlace.Tpm(TpmAddress.parse("/dev/birthmark/slot-a")),
                press,
                StationConfig.Panel.NONE));
    assertThat(config.issuer()).isEmpty();
    assertThat(config.notices()).isEmpty();
  }

  @Test
  void theExampleLoadsWithoutErrorsAndWithoutNotices() {
    ConfigReading reading = StationConfig.load(ConfigText.EXAMPLE, Map.of());

    assertThat(reading).isInstanceOf(ConfigReading.Loaded.class);
    assertThat(((ConfigReading.Loaded) reading).config().notices()).isEmpty();
  }

  @Test
  void everyErrorIsToldAtOnceWithItsPlaceItsKeyAndWhatIsAllowed() {
    String text =
        """
        [station]
        id = "line 3"
        contrl = "/run/x"

        [dps]
        service = "https://factory.example"
        id_scope = 5
          operations_per_minute = "many"
        batch_size = 50
        [product.press]
        serial = "[0-9"
        registration_id = "press-{sn}"
        attestation = "tmp"
        [[slot]]
        name = "A"
        element = "tpm2"
        device = "tcp:localhost"
        [extra]
        """;

    assertThat(errors(folder, text))
        .containsExactly(
            "2:6: station.id: must be the station's name: 1 to 64 letters, digits, and . _ -,"
                + " like \"line3-a\", got \"line 3\"",
            "3:1: station.contrl: there is no such key; did you mean \"control\"?"
                + " (allowed: id, own_tpm, state, reserve_mebibytes, control, credentials)",
            "5:1: dps.policy: is missing; it must be the name of a shared access policy: 1 to 64"
                + " letters, digits, and . _ - (its key is the credential dps-policy-key)",
            "6:11: dps.service: must be HOST or HOST:PORT without a scheme, got"
                + " \"https://factory.example\"",
            "7:12: dps.id_scope: must be a text in quotes, got 5",
            "8:27: dps.operations_per_minute: must be a whole number from 1 to 100000, got"
                + " \"many\"",
            "9:14: dps.batch_size: must be a whole number from 1 to 10, got 50",
            "11:10: product.press.serial: must be a regular expression; \"[0-9\" is none: Unclosed"
                + " character class at position 4",
            "12:19: product.press.registration_id: has the unknown placeholder \"{sn}\"; allowed:"
                + " {serial}",
            "13:15: product.press.attestation: must be one of \"tpm\", \"x509\", \"x509-group\","
                + " \"symmetric-key\", got \"tmp\"; did you mean \"tpm\"?",
            "17:10: slot[1].device: must be tcp:HOST:PORT with a port from 1 to 65535, got"
                + " \"tcp:localhost\"",
            "18:1: extra: there is no such section (allowed: station, dps, product, tpm, slot,"
                + " floor, issuer, audit, printer, page)",
            "tpm.ek_roots: is missing; it must be the folder of the TPM makers' root certificates,"
                + " as ek_certificate is \"require\" unless said otherwise");
  }

  @Test
  void errorsInTheTomlItselfAreAllToldAsWellAndNothingIsGuessed() {
    String text = "[station\nid = \n[dps]\nbatch_size = 11\nservice = 'a'\nservice = 'b'\n";

    assertThat(errors(folder, text))
        .containsExactly(
            "1:9: not TOML: Unexpected end of line, expected ]",
            "2:6: not TOML: Unexpected end of line, expected a value",
            "4:14: dps.batch_size: must be a whole number from 1 to 10, got 11",
            "6:1: not TOML: service previously defined at line 5, column 1");
  }

  @Test
  void anEmptyFileIsToldWhatItNeeds() {
    assertThat(errors(folder, ""))
        .map(line -> line.replaceFirst(": is missing.*", ""))
        .containsExactlyInAnyOrder(
            "station.id",
            "dps.service",
            "dps.id_scope",
            "dps.policy",
            "product",
            "tpm.ek_roots",
            "slot");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [station]                  | [[station]]                | must be one section, written [station]
          [station]                  | [x]                        | there is no such section
          [product.press]            | [product]                  | must be a section, written [product.attestation]
          [[slot]]                   | [slot]                     | must be written with two brackets, [[slot]]
          id = "line3-a"             | id = ""                    | must be the station's name
          id = "line3-a"             | id = ["a"]                 | must be a text in quotes, got a list
          service = "factory.example"| service = ""               | must be HOST or HOST:PORT
          service = "factory.example"| service = "a b"            | must be HOST or HOST:PORT
          service = "factory.example"| service = "a:0"            | with a port from 1 to 65535
          service = "factory.example"| service = "a:65536"        | with a port from 1 to 65535
          id_scope = "0ne00ABCDEF"   | id_scope = "0ne 00"        | the service's ID scope
          policy = "line"            | connect_seconds = 0        | must be a whole number from 1 to 300, got 0
          policy = "line"            | request_seconds = 1.5      | must be a whole number from 1 to 600, got 1.5
          policy = "line"            | operations_per_minute = 0  | must be a whole number from 1 to 100000, got 0
          policy = "line"            | registration_url = "http://a" | must be an https:// URL
          policy = "line"            | registration_url = "https://" | must be an https:// URL
          policy = "line"            | registration_url = "https://a?b" | without user, query or fragment
          policy = "line"            | ca_file = "\\u0000"        | must be a path
          policy = "line"            | ca_file = ""               | must be a path, got an empty text
          ek_roots = "roots"         | ek_certificate = "warn"    | as ek_certificate is "warn"
          ek_roots = "roots"         | ek_certificate = "of"      | did you mean "off"?
          ek_roots = "roots"         | nv_index = 0x01C00002      | must be in the owner's range 0x01800000 to 0x01BFFFFF, got 0x01C00002
          ek_roots = "roots"         | nv_index = -1              | must be a whole number
          ek_roots = "roots"         | command_seconds = 0        | must be a whole number from 1 to 3600
          attestation = "tpm"        | label = "a.zpl"            | cannot be read
          attestation = "tpm"        | already_provisioned = "ask"| must be one of "verify", "refuse", got "ask"
          attestation = "tpm"        | serial_from = "Range"      | did you mean "range"?
          attestation = "tpm"        | serial = ""                | must be a regular expression of 1 to 256 characters
          attestation = "tpm"        | registration_id = "press"  | must have {serial} in it
          attestation = "tpm"        | registration_id = "Press-{serial}" | has the upper-case letter 'P' at position 1
          attestation = "tpm"        | registration_id = "-{serial}" | has '-' at its beginning
          attestation = "tpm"        | serial_first = 1           | only goes with serial_from = "range"
          element = "tpm2"           | token_label = "x"          | element: is missing
          name = "A"                 | name = "A B"               | the slot's name
          name = "A"                 | product = "pres"           | there is no [product.pres]; did you mean "press"?
          device = "/dev/birthmark/slot-a" | device = ""          | must be /dev/
          device = "/dev/birthmark/slot-a" | device = "tpm0"      | must be /dev/
          device = "/dev/birthmark/slot-a" | device = "tcp:a:0"   | must be tcp:HOST:PORT with a port from 1 to 65535
          device = "/dev/birthmark/slot-a" | device = "unix:a"    | must be unix: and an absolute path
          device = "/dev/birthmark/slot-a" | device = "exec: "    | "exec:" lacks the command
          device = "/dev/birthmark/slot-a" | device = "exec:a 'b" | the quote ' at position 3 is not closed
          device = "/dev/birthmark/slot-a" | device = "/dev/\\u0007" | has a control character in it
          """)
  void whatIsWrongIsSaid(String good, String bad, String said) {
    String text = LEAST.replace(good, bad);

    assertThat(text).isNotEqualTo(LEAST);
    assertThat(errors(folder, text)).anySatisfy(error -> assertThat(error).contains(said));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/tpmrm1",
        "tcp:localhost:2321",
        "tcp:[::1]:2321",
        "unix:/run/dut/tpm",
        "exec:ssh dut tpm2_send",
        "exec:'/opt/my tools/send' -d \\\"a b\\\""
      })
  void aDeviceIsWrittenInOneOfFourForms(String device) {
    String text = LEAST.replace("/dev/birthmark/slot-a", device);

    assertThat(loaded(folder, text).slots().get(0).place())
        .isEqualTo(new DevicePlace.Tpm(TpmAddress.parse(device.replace("\\", ""))));
  }

  @Test
  void twoSlotsAreNeverTheSame() {
    String text = LEAST + SLOT;

    assertThat(errors(folder, text))
        .containsExactly(
            "16:8: slot[2].name: is the same as that of slot[1]; every slot has its own",
            "18:10: slot[2].device: is the same as that of slot[1]; every slot has its own");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/tpm0, /dev/tpm0",
    "/dev/tpm0, /dev/tpmrm0",
    "/dev/tpmrm7, /dev/tpm7",
    "/dev/../dev/tpm0, /dev/tpmrm0",
    "tcp:LOCALHOST:1, tcp:localhost:1",
    "unix:/run/a/../b, unix:/run/b",
    "exec:a  'b', exec:a b",
  })
  void theStationsOwnTpmIsNoSlot(String own, String slot) {
    String text =
        LEAST
            .replace("id = \"line3-a\"", "id = \"line3-a\"\nown_tpm = \"" + own + "\"")
            .replace("/dev/birthmark/slot-a", slot);

    assertThat(errors(folder, text))
        .singleElement()
        .asString()
        .contains("slot[1].device: is the station's own TPM");
  }

  @Test
  void alsoThroughALinkTheStationsOwnTpmIsNoSlot() throws IOException {
    Path chip = Files.createFile(folder.resolve("chip"));
    Path link = Files.createSymbolicLink(folder.resolve("slot-a"), chip);
    String text =
        LEAST
            .replace("id = \"line3-a\"", "id = \"line3-a\"\nown_tpm = \"" + chip + "\"")
            .replace("/dev/birthmark/slot-a", link.toString());

    assertThat(errors(folder, text)).singleElement().asString().contains("the station's own TPM");
  }

  @Test
  void aTpmHasNoSerialOfItsOwn() {
    String text =
        LEAST.replace("attestation = \"tpm\"", "attestation = \"tpm\"\nserial_from = \"element\"");

    assertThat(errors(folder, text))
        .singleElement()
        .satisfies(error -> assertThat(error).contains("\"tpm2\" has no serial of its own"));
  }

  @Test
  void anotherChipIsNotTheStationsOwn() {
    String text =
        LEAST
            .replace("id = \"line3-a\"", "id = \"line3-a\"\nown_tpm = \"/dev/tpm0\"")
            .replace("/dev/birthmark/slot-a", "/dev/tpmrm1");

    assertThat(loaded(folder, text).station().ownTpm()).contains(TpmAddress.parse("/dev/tpm0"));
  }

  @Test
  void withSeveralProductsEverySlotNamesItsOwn() {
    String second = PRODUCT.replace("press", "valve");

    assertThat(errors(folder, LEAST + second))
        .containsExactly(
            "11:1: slot[1].product: is missing; it must be one of \"press\", \"valve\", as there is"
                + " more than one product");
    assertThat(
            loaded(folder, STATION + DPS + PRODUCT + second + TPM + SLOT + "product = \"valve\"\n")
                .slots()
                .get(0)
                .product()
                .name())
        .isEqualTo("valve");
  }

  @Test
  void whatDoesNothingYetGetsANoticeButItsKeysAreChecked() {
    String text =
        LEAST
            + """
            [printer]
            address = "tcp://p:9100"
            [page]
            listen = "127.0.0.1:8080"
            """;

    assertThat(loaded(folder, text).notices())
        .map(remark -> remark.position().orElseThrow() + " " + remark.key())
        .containsExactly("17:1 page");
    assertThat(errors(folder, text.replace("listen", "lisen")))
        .containsExactly(
            "18:1: page.lisen: there is no such key; did you mean \"listen\"? (allowed:"
                + " listen)");
  }

  @Test
  void aSecretInTheFileIsRefusedAndNotRepeated() {
    String key = "bm90IGEgcmVhbCBrZXk+/w==";
    String text =
        LEAST
            .replace(
                "policy = \"line\"", "policy = \"" + key + "\"\npolicy_key = \"" + key + "\"\n")
            .replace("factory.example", "HostName=a;SharedAccessKey=" + key);

    assertThat(errors(folder, text))
        .hasSize(3)
        .noneSatisfy(error -> assertThat(error).contains(key))
        .anySatisfy(error -> assertThat(error).contains("no secret belongs in this file"))
        .anySatisfy(error -> assertThat(error).contains("a connection string holds a key"));
  }

  @Test
  void theStateDirectoryIsSystemdsUnlessTheFileSaysOtherwise() throws IOException {
    Path file = Files.writeString(folder.resolve("a.toml"), LEAST);
    Map<String, String> environment = Map.of("STATE_DIRECTORY", "/var/lib/x:/var/lib/y");

    assertThat(StationConfig.load(file, environment))
        .isInstanceOfSatisfying(
            ConfigReading.Loaded.class,
            loaded ->
                assertThat(loaded.config().station().state()).isEqualTo(Path.of("/var/lib/x")));
    Files.writeString(file, LEAST.replace("id =", "state = \"here\"\nid ="));
    assertThat(StationConfig.load(file, environment))
        .isInstanceOfSatisfying(
            ConfigReading.Loaded.class,
            loaded ->
                assertThat(loaded.config().station().state()).isEqualTo(folder.resolve("here")));
  }

  @Test
  void aSocketsPathHasToFit() {
    String text = LEAST.replace("id =", "control = \"/" + "x".repeat(107) + "\"\nid =");

    assertThat(errors(folder, text))
        .containsExactly(
            "2:11: station.control: must be a path of at most 107 bytes, as it is a socket's; this"
                + " one has 108");
  }
}
