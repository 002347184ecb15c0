package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.simulated.SoftToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PIN for each device, handed over before it is set. */
class PerDevicePinTest {
  private final TokenLine line = new TokenLine();
  private SoftToken token;
  private Path pins;

  @BeforeEach
  void plugIn() throws Exception {
    token = line.blankToken();
    pins = Files.createDirectory(line.folder().resolve("pins"));
  }

  @AfterEach
  void clear() {
    line.close();
  }

  private Contents provision(DevicePins sink) {
    try (Pkcs11Element element =
        TokenLine.connect(
            TokenLine.MODULE,
            TokenLine.settings(new PinPolicy.PerDevice(sink), TokenLine.initialising()))) {
      return line.provision(element, Attestation.X509, "000450");
    }
  }

  @Test
  void itStandsInTheFolderOpensTheTokenAndIsReadFromThereAgain() throws Exception {
    Contents first = provision(new PinFolder(pins));
    List<Path> files;
    try (var listed = Files.list(pins)) {
      files = listed.toList();
    }
    assertThat(files).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(files.get(0))).hasSize(20);
    assertThat(line.tool(token, "$P11 -O --login --pin $(cat " + files.get(0) + ")"))
        .contains("Private Key Object");
    assertThat(provision(new PinFolder(pins)).record()).isEqualTo(first.record());
  }

  @Test
  void aHookIsToldItOnItsStandardInputAndATokenThatComesAgainIsRefused() throws Exception {
    Path hook = line.folder().resolve("hook");
    Files.writeString(
        hook, "#!/bin/sh\ncat > " + pins + "/told\necho \"$1\" > " + pins + "/serial\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    DevicePins sink = new PinHook(List.of(hook.toString()), Duration.ofSeconds(30));
    Contents unused = provision(sink);
    assertThat(line.tool(token, "$P11 -O --login --pin $(cat " + pins + "/told)"))
        .contains("Private Key Object");
    assertThat(Files.readString(pins.resolve("serial")).strip()).hasSize(16);
    assertThat(TokenLine.problemOf(() -> provision(sink)).code()).isEqualTo("pkcs11.pin-unknown");
  }

  @Test
  void whatCouldNotBeHandedOverIsNotSetAndTheNextRunGoesOn() {
    DevicePins broken = new PinHook(List.of("/bin/false"), Duration.ofSeconds(30));
    assertThat(TokenLine.problemOf(() -> provision(broken)).code())
        .isEqualTo("pkcs11.pin-not-kept");
    assertThat(line.tool(token, "$P11 -L")).doesNotContain("PIN initialized");
    Contents contents = provision(new PinFolder(pins));
    assertThat(contents.record().serial()).isEqualTo("000450");
  }

  @Test
  void aFolderThatIsNotThereIsTheStationsFault() {
    try (SecretBytes pin = TokenLine.secret("1234")) {
      DevicePins nowhere = new PinFolder(pins.resolve("not-there"));
      assertThat(TokenLine.problemOf(() -> nowhere.keep("1", pin)).code())
          .isEqualTo("pkcs11.pin-not-kept");
      assertThat(nowhere.of("1")).isEmpty();
    }
  }
}
