package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A station's HSM of SoftHSM, with nothing on it, and what the station does with it. */
final class LineHsm implements AutoCloseable {
  static final String PIN = "issuer-pin-4711";
  static final String KEY = "line3-a-issuing";
  static final String STATION = "line3-a";
  static final Duration VALIDITY = Duration.ofDays(365);

  private final Path folder;
  private final TokenReader reader;
  private final SoftToken token;

  LineHsm(Path folder) {
    this.folder = folder;
    try {
      reader = TokenReader.in(Files.createDirectories(folder.resolve("reader")));
      token =
          SoftToken.make(
              Files.createDirectories(folder.resolve("hsm")), "line3-ca", PIN, "so-pin-0815");
      SoftToken unused = token.plugIn(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  StationHsm hsm() {
    return hsm(PIN);
  }

  StationHsm hsm(String pin) {
    return StationHsm.behind(
        TokenReader.module(),
        new TokenChoice.ByLabel("line3-ca"),
        () -> SecretBytes.taking(pin.getBytes(StandardCharsets.UTF_8)));
  }

  CertificateAuthority authority() {
    return authority(Clock.systemUTC());
  }

  CertificateAuthority authority(Clock clock) {
    return new CertificateAuthority(hsm(), KEY, STATION, clock, new SecureRandom());
  }

  HsmIssuer issuer() {
    return issuer(Clock.systemUTC());
  }

  HsmIssuer issuer(Clock clock) {
    return new HsmIssuer(hsm(), KEY, VALIDITY, clock, new SecureRandom());
  }

  /** Makes the CA under {@code root}. */
  CertificateAuthority.Imported certified(PlantRoot root, KeyKind kind, int days) {
    String csr = done(authority().init(kind)).pem();
    return done(
        authority().importChain(ascii(root.sign(csr, days, PlantRoot.ISSUING) + root.pem())));
  }

  static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  static <T> T done(Answer<T> answer) {
    if (answer instanceof Answer.Done<T> done) {
      return done.value();
    }
    throw new AssertionError(answer.toString());
  }

  void pull() {
    try {
      SoftToken unused = token.pull();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void putBack() {
    try {
      SoftToken unused = token.plugIn(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What pkcs11-tool sees on it, logged in, or does with it. */
  String pkcs11Tool(String arguments) {
    return shell().run(pkcs11ToolLine(arguments));
  }

  Shell.Result attemptPkcs11Tool(String arguments) {
    return shell().attempt(pkcs11ToolLine(arguments));
  }

  private Shell shell() {
    return new Shell(folder, Map.of("SOFTHSM2_CONF", reader.configuration().toString()));
  }

  private static String pkcs11ToolLine(String arguments) {
    return "pkcs11-tool --module "
        + TokenReader.module()
        + " --token-label line3-ca --login --pin "
        + PIN
        + " "
        + arguments;
  }

  @Override
  public void close() {
    pull();
  }
}
