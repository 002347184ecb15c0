package io.birthmark.endtoend;

import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bench whose station has an HSM of its own, with a CA that vouches for itself. Its devices are
 * tokens, in the same reader as the HSM.
 */
final class TokenBench implements AutoCloseable {
  static final String HSM_PIN = "hsm-Pin-93517";
  static final String DEVICE_PIN = "device-Pin-28640";
  private static final String SO_PIN = "so-Pin-77301";
  private static final String HSM_LABEL = "line-hsm";

  private final Bench bench = new Bench();
  private final TokenReader reader;
  private final SoftToken hsm;

  TokenBench() {
    try {
      reader = TokenReader.in(Files.createDirectory(folder().resolve("reader")));
      hsm =
          SoftToken.make(
              Files.createDirectory(folder().resolve("hsm")), HSM_LABEL, HSM_PIN, SO_PIN);
      SoftToken unused = bench.keep(hsm).plugIn(reader);
      credential("issuer-pin", HSM_PIN);
      credential("device-pin", DEVICE_PIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    bench
        .settings()
        .setText("issuer", "module", TokenReader.module())
        .setText("issuer", "token", HSM_LABEL)
        .setText("product.press", "attestation", "x509");
  }

  private void credential(String name, String value) throws IOException {
    Path unused = Files.writeString(folder().resolve("credentials").resolve(name), value);
  }

  Bench bench() {
    return bench;
  }

  Path folder() {
    return bench.folder();
  }

  /** The reader that a program in a process of its own must be told of. */
  List<String> environment() {
    return List.of("env", "SOFTHSM2_CONF=" + reader.configuration());
  }

  /** Makes the CA; call it when there is a slot, as a configuration without one is refused. */
  TokenBench certified() {
    Said made = bench.cli("ca", "init", "--self-signed");
    if (made.exit() != 0) {
      throw new AssertionError("no CA: " + made);
    }
    return this;
  }

  /** A product beside the usual one. */
  TokenBench product(String name, String attestation, String group) {
    bench
        .settings()
        .setText("product." + name, "serial_from", "scan")
        .setText("product." + name, "serial", "[0-9]{6}")
        .setText("product." + name, "registration_id", name + "-{serial}")
        .setText("product." + name, "attestation", attestation)
        .setText("product." + name, "group", group);
    return this;
  }

  /** A slot with a new token in it. */
  SoftToken slot(String name, String product) {
    try {
      Path place = Files.createDirectories(folder().resolve("devices").resolve(name));
      SoftToken token = SoftToken.make(place, "device-" + name, DEVICE_PIN, SO_PIN);
      bench.settings().tokenSlot(name, TokenReader.module(), "device-" + name, product);
      return bench.keep(token).plugIn(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Somebody takes the HSM away: its token's folder is gone from where the module looks. */
  void hsmGoesAway() {
    try {
      SoftToken unused = hsm.pull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void hsmComesBack() {
    try {
      SoftToken unused = hsm.plugIn(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    bench.close();
  }
}
