package io.birthmark.hsm.pkcs11;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Software tokens, and a run without a station around it. */
final class TokenLine implements AutoCloseable {
  static final Pkcs11Module MODULE = Pkcs11Module.at(TokenReader.module());
  static final String PIN = "device-pin-4711";
  static final String OFFICER_PIN = "officer-pin-0815";
  static final String LABEL = "device";

  private final Path folder;
  private final TokenReader reader;
  private final List<SoftToken> plugged = new ArrayList<>();
  final TestIssuer issuer = new TestIssuer("Line 3");
  private int made;

  TokenLine() {
    try {
      folder = Files.createTempDirectory("birthmark-tokens");
      reader = TokenReader.in(folder.resolve("reader"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** A token as its maker delivers it, plugged in; another one may not be at the same time. */
  SoftToken newToken() {
    try {
      pullAll();
      Path state = folder.resolve("token" + made++);
      Path model = folder.resolve("model");
      if (!Files.exists(model)) {
        SoftToken unused = SoftToken.make(model, LABEL, PIN, OFFICER_PIN);
      }
      return copyOf(model, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private SoftToken copyOf(Path model, Path state) throws IOException {
    pullAll();
    copy(model, state);
    return plug(SoftToken.at(state));
  }

  /** A token with the same objects as {@code model}, plugged in in its place. */
  SoftToken copyOf(SoftToken model) {
    try {
      pullAll();
      return copyOf(model.folder(), folder.resolve("token" + made++));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SoftToken blankToken() {
    try {
      pullAll();
      return plug(SoftToken.blank(folder.resolve("token" + made++)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SoftToken plug(SoftToken token) throws IOException {
    SoftToken unused = token.plugIn(reader);
    plugged.add(token);
    MODULE.lookAfresh();
    return token;
  }

  SoftToken again(SoftToken token) {
    try {
      return plug(token.pull());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pullAll() throws IOException {
    for (SoftToken token : plugged) {
      token.close();
    }
    plugged.clear();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    Files.writeString(
        to.resolve("softhsm2.conf"),
        "directories.tokendir = " + to.resolve("tokens") + "\nlog.level = ERROR\n");
  }

  static SecretBytes secret(String text) {
    return SecretBytes.taking(text.getBytes(StandardCharsets.UTF_8));
  }

  static Pkcs11Settings settings() {
    return settings(new PinPolicy.OneForAll(() -> secret(PIN)), Optional.empty());
  }

  static Pkcs11Settings settings(
      PinPolicy pin, Optional<Pkcs11Settings.Initialisation> initialisation) {
    return new Pkcs11Settings(
        new TokenChoice.ByLabel(LABEL),
        List.of(),
        pin,
        initialisation,
        Duration.ofSeconds(60),
        Duration.ofSeconds(2));
  }

  static Optional<Pkcs11Settings.Initialisation> initialising() {
    return Optional.of(new Pkcs11Settings.Initialisation(LABEL, () -> secret(OFFICER_PIN)));
  }

  static Pkcs11Element connect() {
    return connect(MODULE, settings());
  }

  static Pkcs11Element connect(PKCS11 functions) {
    return connect(functions, settings());
  }

  static Pkcs11Element connect(PKCS11 functions, Pkcs11Settings settings) {
    // The tap's module object knows nothing of this one's leases, and finds it initialised.
    MODULE.connect(settings.access()).close();
    return connect(Pkcs11Module.speaking("a tap on SoftHSM", functions), settings);
  }

  static Pkcs11Element connect(Pkcs11Module module, Pkcs11Settings settings) {
    return Pkcs11Element.connect(module, settings, new SecureRandom());
  }

  /** What a product wants. */
  static IdentityRecord record(Pkcs11Element element, Attestation attestation, String serial) {
    return new IdentityRecord(
        "https://global.azure-devices-provisioning.net",
        "0ne00ABCDEF",
        "press-" + serial,
        attestation,
        serial,
        element.keyReference(attestation),
        Optional.of("line3-a"),
        Optional.of(Instant.parse("2026-11-22T23:41:05Z")));
  }

  Wanted wanted(IdentityRecord record, KeyKind kind, Predicate<IdentityRecord> mayReplace) {
    return wanted(record, kind, mayReplace, leftover -> false);
  }

  Wanted wanted(
      IdentityRecord record,
      KeyKind kind,
      Predicate<IdentityRecord> mayReplace,
      Predicate<CertificateChain> leftover) {
    return new Wanted(
        record,
        kind,
        chain -> issuer.stillGood(chain, record.registrationId()),
        mayReplace,
        leftover);
  }

  static Identification.Fit fit(Pkcs11Element element) {
    Identification identification = element.identify();
    if (identification instanceof Identification.Fit fit) {
      return fit;
    }
    throw new AssertionError(identification);
  }

  /** What the station's run does, without its journal. */
  Contents provision(Pkcs11Element element, Attestation attestation, String serial) {
    return provision(element, attestation, serial, KeyKind.P256, voided -> false);
  }

  Contents provision(
      Pkcs11Element element,
      Attestation attestation,
      String serial,
      KeyKind kind,
      Predicate<IdentityRecord> mayReplace) {
    Identification.Fit unused = fit(element);
    IdentityRecord record = record(element, attestation, serial);
    carryOut(ready(element.plan(wanted(record, kind, mayReplace))), record);
    return element.readBack();
  }

  static Plan.Ready ready(Plan plan) {
    if (plan instanceof Plan.Ready ready) {
      return ready;
    }
    throw new AssertionError(plan);
  }

  static String refusal(Plan plan) {
    return plan instanceof Plan.Refused refused ? refused.problem().code() : "ready: " + plan;
  }

  void carryOut(Plan.Ready plan, IdentityRecord record) {
    for (Step step : plan.steps()) {
      carryOut(step, record);
    }
  }

  void carryOut(Step step, IdentityRecord record) {
    if (!step.check().alreadySo()) {
      if (step instanceof Step.Act act) {
        act.act().run();
      } else if (step instanceof Step.Certify certify) {
        CertificateChain chain = issuer.certify(certify.request().get(), record.registrationId());
        certify.keep().accept(chain);
      } else if (step instanceof Step.TakeKey takeKey) {
        try (SecretBytes derived = TestIssuer.derive(record.registrationId())) {
          takeKey.keep().accept(derived);
        }
      }
    }
    step.proof().run();
  }

  static Problem problemOf(Runnable talk) {
    try {
      talk.run();
    } catch (ElementException e) {
      return e.problem();
    }
    throw new AssertionError("it went through");
  }

  /** A tool that is not ours, on the token while it is pulled; it is plugged in again after. */
  String tool(SoftToken token, String line) {
    try {
      SoftToken pulled = token.pull();
      String told =
          pulled.tool(
              List.of(
                  "bash",
                  "-euc",
                  "P11=\"pkcs11-tool --module " + TokenReader.module() + "\"; " + line));
      SoftToken unused = again(token);
      return told;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      pullAll();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
