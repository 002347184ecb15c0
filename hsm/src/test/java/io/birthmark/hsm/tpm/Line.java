package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.issuer.Issuer;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** TPMs of one maker, and a run without a station around it. */
final class Line implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  static final TestIssuer ISSUER = new TestIssuer();

  private final Path folder;
  private final TpmMaker maker;
  private int made;

  Line() {
    try {
      folder = Files.createTempDirectory("birthmark-tpm");
      maker = new TpmMaker(folder.resolve("maker"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SoftwareTpm newTpm() {
    try {
      Path state = folder.resolve("tpm" + made++);
      maker.make(state);
      maker.publishRoots(roots());
      return new SoftwareTpm(state).powerOn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A TPM as {@link #newTpm} makes it, but quickly: every copy has the same EK. */
  SoftwareTpm copy() {
    try {
      if (!Files.exists(blank())) {
        maker.make(blank());
        maker.publishRoots(roots());
      }
      Path state = Files.createDirectory(folder.resolve("copy" + made++));
      try (Stream<Path> files = Files.list(blank())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".permall")).toList()) {
          Files.copy(file, state.resolve(file.getFileName()));
        }
      }
      return new SoftwareTpm(state).powerOn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path blank() {
    return folder.resolve("blank");
  }

  /** The same, started and without the persistent EK, as most makers deliver their TPMs. */
  SoftwareTpm bareCopy() {
    SoftwareTpm tpm = copy();
    Tools.run(tpm, "tpm2_startup -c; tpm2_evictcontrol -Q -C o -c 0x81010001");
    return tpm;
  }

  Path folder() {
    return folder;
  }

  Path roots() {
    return folder.resolve("ek-roots");
  }

  EkPolicy require() {
    return new EkPolicy.Require(EkRoots.load(roots()));
  }

  TpmElement connect(SoftwareTpm tpm) {
    return connect(tpm, require());
  }

  TpmElement connect(SoftwareTpm tpm, EkPolicy policy) {
    return connect(open(tpm), policy);
  }

  TpmElement connect(TpmTransport transport) {
    return connect(transport, require());
  }

  TpmElement connect(TpmTransport transport, EkPolicy policy) {
    return new TpmElement(transport, policy, Handles.RECORD, new SecureRandom());
  }

  static TpmTransport open(SoftwareTpm tpm) {
    return TpmConnector.connect(tpm.address(), LIMIT);
  }

  static IdentityRecord record(String serial) {
    return record(serial, Attestation.TPM);
  }

  static IdentityRecord record(String serial, Attestation attestation) {
    return new IdentityRecord(
        "https://global.azure-devices-provisioning.net",
        "0ne00ABCDEF",
        "press-" + serial,
        attestation,
        serial,
        switch (attestation) {
          case TPM -> "tpm2:0x81010001";
          case X509 -> "tpm2:0x81000101";
          case SYMMETRIC_KEY -> "tpm2:0x81000102";
        },
        Optional.of("line3-a"),
        Optional.of(Instant.parse("2026-11-22T23:41:05Z")));
  }

  static Wanted wanted(IdentityRecord record) {
    return wanted(record, KeyKind.P256, existing -> false);
  }

  static Wanted wanted(IdentityRecord record, KeyKind kind, Predicate<IdentityRecord> mayReplace) {
    return new Wanted(
        record,
        kind,
        chain -> ISSUER.stillGood(chain, record.registrationId()),
        mayReplace,
        chain -> false);
  }

  static Identification.Fit fit(TpmElement element) {
    Identification identification = element.identify();
    if (identification instanceof Identification.Fit fit) {
      return fit;
    }
    throw new AssertionError(identification);
  }

  static String problemCode(Identification identification) {
    return identification instanceof Identification.Unfit unfit
        ? unfit.problem().code()
        : "fit: " + identification;
  }

  /** The code of the problem with which {@code talk} breaks off. */
  static String brokenOff(Runnable talk) {
    return problemOf(talk).code();
  }

  static Problem problemOf(Runnable talk) {
    try {
      talk.run();
    } catch (ElementException e) {
      return e.problem();
    }
    throw new AssertionError("it went through");
  }

  static String refusal(Plan plan) {
    return plan instanceof Plan.Refused refused ? refused.problem().code() : "ready: " + plan;
  }

  static Problem refused(Plan plan) {
    if (plan instanceof Plan.Refused refused) {
      return refused.problem();
    }
    throw new AssertionError("not refused: " + plan);
  }

  static Plan.Ready ready(Plan plan) {
    if (plan instanceof Plan.Ready ready) {
      return ready;
    }
    throw new AssertionError(plan);
  }

  /** What the station's run does, without its journal. */
  static IdentityRecord provision(TpmElement element, IdentityRecord record) {
    return provision(element, wanted(record)).record();
  }

  static Contents provision(TpmElement element, Wanted wanted) {
    Identification.Fit unused = fit(element);
    carryOut(ready(element.plan(wanted)), wanted.record().registrationId(), ISSUER);
    return element.readBack();
  }

  static void carryOut(Plan.Ready plan, String registrationId, Issuer issuer) {
    for (Step step : plan.steps()) {
      if (!step.check().alreadySo()) {
        if (step instanceof Step.Act act) {
          act.act().run();
        } else if (step instanceof Step.Certify certify) {
          certify.keep().accept(issuer.certify(certify.request().get(), registrationId));
        } else if (step instanceof Step.TakeKey take) {
          assertThat(take.hardware().get().kind()).isEqualTo(Hardware.Kind.TPM);
          try (SecretBytes key = issuer.derive("presses", registrationId)) {
            take.keep().accept(key);
          }
        }
      }
      step.proof().run();
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
