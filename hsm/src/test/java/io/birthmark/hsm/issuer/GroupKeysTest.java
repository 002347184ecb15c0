package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group's symmetric key goes into a real token once, and what it derives is the formula's. */
class GroupKeysTest {
  private static final String VALUE = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "0123456789abcdef0123456789abcdeX";

  @TempDir Path folder;

  private LineHsm line;
  private GroupKeys keys;

  @BeforeEach
  void anHsm() {
    line = new LineHsm(folder);
    keys = new GroupKeys(line.hsm());
  }

  @AfterEach
  void leave() {
    line.close();
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.taking(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Answer<String> store(String group, String value) {
    try (SecretBytes key = secret(value)) {
      return keys.store(group, key);
    }
  }

  private GroupKeys.Comparison compare(String group, String value) {
    try (SecretBytes key = secret(value)) {
      return keys.compare(group, key);
    }
  }

  @Test
  void theDerivedKeyIsThePublishedFormulas() {
    assertThat(LineHsm.done(store("fleet-2026", VALUE))).isEqualTo("group-key-fleet-2026");
    try (SecretBytes derived = line.issuer().derive("fleet-2026", "sym-dev-0001")) {
      assertThat(derived.<String>lend(Base64.getEncoder()::encodeToString))
          .isEqualTo("ETI/IlWoKmsEl17r5RvBKgNohvCygw4JIcL3Ce7CYQM=");
    }
    String openssl =
        Shell.in(folder)
            .run("printf press-000417 | openssl dgst -sha256 -hmac " + VALUE + " -binary | base64");
    try (SecretBytes derived = line.issuer().derive("fleet-2026", "press-000417")) {
      assertThat(derived.<String>lend(Base64.getEncoder()::encodeToString)).isEqualTo(openssl);
    }
  }

  @Test
  void inTheHsmItIsSensitiveAndCannotBeTakenOut() {
    LineHsm.done(store("fleet", VALUE));
    String objects = line.pkcs11Tool("-O --type secrkey");
    assertThat(objects)
        .contains("label:      group-key-fleet")
        .containsPattern("Access:     sensitive\\b")
        .doesNotContain("extractable", "encrypt", "wrap", "derive");
    assertThat(
            line.attemptPkcs11Tool("--read-object --type secrkey --label group-key-fleet").output())
        .doesNotContain(VALUE);
  }

  @Test
  void theSameKeyAgainChangesNothing() {
    LineHsm.done(store("fleet", VALUE));
    LineHsm.done(store("fleet", VALUE));
    assertThat(line.pkcs11Tool("-O --type secrkey").split("Secret Key Object", -1)).hasSize(2);
  }

  @Test
  void anotherKeyOfTheSameGroupIsRefused() {
    LineHsm.done(store("fleet", VALUE));
    assertThat(store("fleet", OTHER))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              Problem problem = refused.problem();
              assertThat(problem.code()).isEqualTo("issuer.group-key-different");
            });
    assertThat(compare("fleet", VALUE)).isEqualTo(GroupKeys.Comparison.SAME);
  }

  @Test
  void itIsComparedWithoutBeingRead() {
    assertThat(compare("fleet", VALUE)).isEqualTo(GroupKeys.Comparison.MISSING);
    LineHsm.done(store("fleet", VALUE));
    assertThat(compare("fleet", VALUE)).isEqualTo(GroupKeys.Comparison.SAME);
    assertThat(compare("fleet", OTHER)).isEqualTo(GroupKeys.Comparison.DIFFERENT);
    assertThat(line.pkcs11Tool("-O --type secrkey").split("Secret Key Object", -1)).hasSize(2);
  }

  @Test
  void itIsKnownWhetherThereIsOne() {
    assertThat(keys.holds("fleet")).isFalse();
    LineHsm.done(store("fleet", VALUE));
    assertThat(keys.holds("fleet")).isTrue();
    line.pull();
    assertThatThrownBy(() -> keys.holds("fleet")).isInstanceOf(ElementException.class);
  }

  @Test
  void theLongestKeysOfTheServiceAreTaken() {
    String longest = VALUE + VALUE;
    LineHsm.done(store("fleet", longest));
    assertThat(compare("fleet", longest)).isEqualTo(GroupKeys.Comparison.SAME);
  }

  @Test
  void whatIsNoKeyOfTheServiceIsRefused() {
    assertThat(store("fleet", "too short"))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              Problem problem = refused.problem();
              assertThat(problem.code()).isEqualTo("issuer.group-key-size");
              assertThat(problem.toString()).doesNotContain("too short");
            });
  }

  @Test
  void withoutTheGroupsKeyNothingIsDerived() {
    assertThatThrownBy(() -> line.issuer().derive("fleet", "press-1"))
        .isInstanceOfSatisfying(
            ElementException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("issuer.group-key-missing");
              assertThat(e.problem().fault()).isEqualTo(Problem.Fault.STATION);
            });
  }
}
