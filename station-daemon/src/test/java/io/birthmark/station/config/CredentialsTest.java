package io.birthmark.station.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.birthmark.station.config.Credentials.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static final byte[] KEY =
      "not a real key, 32 bytes of text".getBytes(StandardCharsets.UTF_8);
  private static final String BASE64 = Base64.getEncoder().encodeToString(KEY);

  @TempDir Path directory;

  @BeforeEach
  void aPrivateDirectory() throws IOException {
    mode("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "  \n"})
  void thePolicyKeyIsDecodedFromBase64WhateverEndsTheLine(String end) throws IOException {
    store(BASE64 + end);

    assertThat(keyOf(own())).isEqualTo(KEY);
  }

  @Test
  void aPinIsWhatIsTypedWithoutTheEndOfTheLine() throws IOException {
    for (String name : List.of("issuer-pin", "device-pin", "device-so-pin")) {
      Files.writeString(directory.resolve(name), name + " 12 34\n");
    }

    assertThat(text(own().issuerPin())).isEqualTo("issuer-pin 12 34");
    assertThat(text(own().devicePin())).isEqualTo("device-pin 12 34");
    assertThat(text(own().deviceSoPin())).isEqualTo("device-so-pin 12 34");
  }

  @Test
  void aPinThatIsMissingIsNamed() {
    assertThat(((Reading.Unusable) own().issuerPin()).sentence())
        .contains("issuer-pin is missing", directory.toString());
  }

  private static String text(Reading reading) {
    try (Secret secret = ((Reading.Found) reading).secret()) {
      return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void systemdsDirectoryComesFirst() throws IOException {
    store(BASE64);
    mode("r-x------");
    Credentials credentials =
        Credentials.of(
            station(Optional.of(Path.of("/nowhere"))),
            Map.of("CREDENTIALS_DIRECTORY", directory.toString()));

    assertThat(keyOf(credentials)).isEqualTo(KEY);
  }

  @Test
  void systemdsDirectoryMayShowTheMaskOfItsAccessControlListAsRightsOfTheGroup()
      throws IOException {
    store(BASE64);
    mode("r-xr-x---");
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());

    assertThat(keyOf(Credentials.of(station(Optional.empty()), environment))).isEqualTo(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx--x---", "rwx---r--", "rwxrwxrwx"})
  void aDirectoryOthersCanLookIntoIsRefusedWithTheCommandThatMendsIt(String mode)
      throws IOException {
    store(BASE64);
    mode(mode);

    assertThat(sentence(own())).contains("Run: chmod 0700 " + directory).doesNotContain(BASE64);
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    store(BASE64);
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can give a directory away");
    Files.setAttribute(directory, "unix:uid", 12345);

    assertThat(sentence(own())).contains("belongs to the user number 12345").contains("chown");
    Files.setAttribute(directory, "unix:uid", 0);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(sentence(own()))
        .isEqualTo(
            "The credential dps-policy-key is missing. Store it as "
                + directory.resolve("dps-policy-key"));
    assertThat(sentence(Credentials.of(station(Optional.empty()), Map.of())))
        .contains("Set [station] credentials");
    assertThat(sentence(Credentials.of(station(Optional.of(directory.resolve("none"))), Map.of())))
        .contains("does not exist. Create it: install -d -m 0700");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void whatSystemdDidNotFindIsStoredWhereItReadsAndNotInItsCopy(String found) throws IOException {
    store(found);
    mode("r-x------");
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());

    assertThat(sentence(Credentials.of(station(Optional.empty()), environment)))
        .contains("is empty. Store it where LoadCredential=dps-policy-key of the service reads it")
        .endsWith("restart the service")
        .doesNotContain(directory.toString());
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    store(BASE64);

    assertThat(
            sentence(
                Credentials.of(
                    station(Optional.of(directory.resolve("dps-policy-key"))), Map.of())))
        .endsWith("is not a directory.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n"})
  void anEmptyOneIsSaidToBeEmpty(String content) throws IOException {
    store(content);

    assertThat(sentence(own())).contains("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p@ssw0rd", "HostName=a;SharedAccessKey=YWJj", "YWJj YWJj", "YWJjZ", "ä"})
  void whatIsNotBase64IsNotRepeated(String content) throws IOException {
    store(content);

    assertThat(sentence(own())).contains("is not base64").doesNotContain(content);
  }

  @Test
  void aHugeFileIsNoSecret() throws IOException {
    store("A".repeat(5000));

    assertThat(sentence(own())).contains("is larger than 4096 bytes");
  }

  @Test
  void aSecretDoesNotPrintItselfAndIsWipedWhenClosed() {
    Secret secret = Secret.copyOf(KEY);

    byte[] kept = secret.lend(bytes -> bytes);
    assertThat(kept).hasSameSizeAs(KEY).containsOnly(0);
    assertThat(new Reading.Found(secret).toString()).isEqualTo("Found[secret=Secret[not shown]]");
    secret.close();
    byte[] closed = secret.lend(byte[]::clone);
    assertThat(closed).containsOnly(0);
  }

  private Credentials own() {
    return Credentials.of(station(Optional.of(directory)), Map.of());
  }

  private static StationConfig.Station station(Optional<Path> credentials) {
    return new StationConfig.Station(
        "a", Optional.empty(), Path.of("/state"), 0, Path.of("/control"), credentials);
  }

  private static byte[] keyOf(Credentials credentials) {
    Reading reading = credentials.policyKey();
    if (reading instanceof Reading.Found found) {
      try (Secret secret = found.secret()) {
        return secret.lend(byte[]::clone);
      }
    }
    throw new AssertionError(reading);
  }

  private static String sentence(Credentials credentials) {
    return ((Reading.Unusable) credentials.policyKey()).sentence();
  }

  private void store(String content) throws IOException {
    Files.writeString(directory.resolve("dps-policy-key"), content);
  }

  private void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }
}
