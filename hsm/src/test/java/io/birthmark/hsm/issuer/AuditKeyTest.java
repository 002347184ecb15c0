package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The key of the journal's heads, in a real token: made once, the CA's neighbour, never the CA's.
 */
class AuditKeyTest {
  private static final Bytes MESSAGE = LineHsm.ascii("{\"v\":1,\"events\":12}");

  @TempDir Path folder;
  private LineHsm line;
  private AuditKey key;

  @BeforeEach
  void anHsm() {
    line = new LineHsm(folder);
    key = new AuditKey(line.hsm(), LineHsm.KEY);
  }

  @AfterEach
  void leave() {
    line.close();
  }

  @Test
  void whatItSignsOpensslVerifies() throws IOException {
    AuditKey.Signed signed = key.sign(MESSAGE);
    Files.write(folder.resolve("key.der"), signed.publicKey().toArray());
    Files.write(folder.resolve("signature"), signed.signature().toArray());
    Files.write(folder.resolve("message"), MESSAGE.toArray());

    assertThat(
            Shell.in(folder)
                .run(
                    "openssl pkey -pubin -inform DER -in key.der -out key.pem; openssl dgst -sha256"
                        + " -verify key.pem -signature signature message"))
        .isEqualTo("Verified OK");
  }

  @Test
  void itIsMadeOnceAndIsNotTheCas() throws IOException {
    Files.writeString(
        folder.resolve("ca.csr"), LineHsm.done(line.authority().init(KeyKind.P256)).pem());
    assertThat(key.publicKey()).as("made when it is first needed").isEmpty();

    Bytes first = key.sign(MESSAGE).publicKey();
    Bytes second = new AuditKey(line.hsm(), LineHsm.KEY).sign(MESSAGE).publicKey();

    assertThat(second).isEqualTo(first);
    assertThat(key.publicKey()).contains(first);
    assertThat(
            Shell.in(folder)
                .run(
                    "openssl req -in ca.csr -noout -pubkey | openssl pkey -pubin -outform DER |"
                        + " sha256sum | cut -d' ' -f1"))
        .as("the key of the CA")
        .isNotEqualTo(first.sha256().hex());
    assertThat(line.pkcs11Tool("--list-objects --type privkey"))
        .contains("label:      line3-a-issuing-audit")
        .contains("never extractable");
  }

  @Test
  void anHsmThatIsAwayIsWaitedFor() {
    Bytes before = key.sign(MESSAGE).publicKey();
    line.pull();

    ElementException away = catchThrowableOfType(ElementException.class, () -> key.sign(MESSAGE));
    assertThat(away).as("an ElementException").isNotNull();
    assertThat(away.retryHelps()).isTrue();
    line.putBack();

    assertThat(key.sign(MESSAGE).publicKey()).isEqualTo(before);
  }
}
