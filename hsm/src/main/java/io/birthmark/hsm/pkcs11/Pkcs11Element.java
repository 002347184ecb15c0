package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenFacts;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device's PKCS#11 token in the course of one run. */
public final class Pkcs11Element implements SecureElement {
  private final Pkcs11Settings settings;
  private final Token token;
  private final Talk talk;
  private Optional<Seen> seen = Optional.empty();

  /** What identification learnt, for the plan. */
  private record Seen(boolean blank, Inventory inventory, RecordObject.Found record) {}

  private Pkcs11Element(Pkcs11Settings settings, Token token, SecureRandom random) {
    this.settings = settings;
    this.token = token;
    this.talk = new Talk(token, settings, random);
  }

  /** Whether the token is there, told without a session; empty when that is not known. */
  public static Optional<Boolean> isThere(Pkcs11Module module, Pkcs11Settings settings) {
    return module.shows(settings.access());
  }

  /**
   * Finds the slot's token and holds it until {@link #close}.
   *
   * @throws ElementException when it is not there
   */
  public static Pkcs11Element connect(
      Pkcs11Module module, Pkcs11Settings settings, SecureRandom random) {
    return new Pkcs11Element(settings, module.connect(settings.access()), random);
  }

  @Override
  public Identification identify() {
    Map<String, String> facts = told(token.facts());
    if (talk.blank() && settings.initialisation().isPresent()) {
      seen = Optional.of(new Seen(true, Inventory.EMPTY, new RecordObject.Found.Nothing()));
      return fit(facts, Optional.empty());
    }
    if (token.facts().serial().isEmpty()) {
      return new Identification.Unfit(facts, Pkcs11Problems.noSerial(token.facts().toString()));
    }
    TokenSession session = talk.session();
    RecordObject.Found found = RecordObject.find(session);
    if (found instanceof RecordObject.Found.Unfit unfit) {
      return new Identification.Unfit(facts, unfit.problem());
    }
    seen = Optional.of(new Seen(false, Inventory.of(session), found));
    return fit(
        facts,
        found instanceof RecordObject.Found.Valid valid
            ? Optional.of(valid.record())
            : Optional.empty());
  }

  private Identification.Fit fit(Map<String, String> facts, Optional<IdentityRecord> record) {
    String serial = token.facts().serial();
    return new Identification.Fit(
        facts,
        talk.hardware(),
        serial.isEmpty() ? Optional.empty() : Optional.of(serial),
        Optional.empty(),
        record,
        List.of());
  }

  private static Map<String, String> told(TokenFacts facts) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("manufacturer", facts.manufacturer());
    told.put("model", facts.model());
    told.put("firmware", facts.firmware());
    told.put("token", facts.initialised() ? facts.label() : "not initialised");
    told.put("serial number", facts.serial());
    return told;
  }

  @Override
  public String keyReference(Attestation attestation) {
    String label =
        seen().blank() ? settings.initialisation().orElseThrow().label() : token.facts().label();
    return Names.keyUri(label, attestation);
  }

  @Override
  public Plan plan(Wanted wanted) {
    Seen device = seen();
    IdentityRecord record = wanted.record();
    if (record.attestation() == Attestation.TPM) {
      return new Plan.Refused(Pkcs11Problems.noTpmAttestation());
    }
    int size = record.toBytes().size();
    if (size > IdentityRecord.MAX_BYTES) {
      return new Plan.Refused(Pkcs11Problems.recordTooLong(size, IdentityRecord.MAX_BYTES));
    }
    boolean whole = false;
    boolean replacing = false;
    boolean erase = device.blank();
    if (device.record() instanceof RecordObject.Found.Valid found) {
      List<String> differences = found.record().differences(record);
      whole = differences.isEmpty();
      replacing = !whole;
      if (replacing && !wanted.mayReplace().test(found.record())) {
        return new Plan.Refused(Pkcs11Problems.otherIdentity(found.record(), differences));
      }
      if (replacing && !found.destroyable()) {
        Optional<Problem> stays = whyNotErase(device, found.record());
        if (stays.isPresent()) {
          return new Plan.Refused(stays.get());
        }
        erase = true;
      }
    }
    Inventory inventory = erase ? Inventory.EMPTY : device.inventory();
    return steps(wanted, inventory, whole, replacing && !erase, erase);
  }

  private Optional<Problem> whyNotErase(Seen device, IdentityRecord voided) {
    if (settings.initialisation().isEmpty()) {
      return Optional.of(
          Pkcs11Problems.recordLocked(voided, "the station may not initialise tokens here"));
    }
    return device.inventory().others() == 0
        ? Optional.empty()
        : Optional.of(
            Pkcs11Problems.recordLocked(
                voided,
                device.inventory().others()
                    + " other objects stand beside it, which erasing it would destroy"));
  }

  private Plan steps(
      Wanted wanted, Inventory inventory, boolean whole, boolean replacing, boolean erase) {
    List<Step> steps = new ArrayList<>();
    if (erase) {
      steps.add(initialise(settings.initialisation().orElseThrow()));
    }
    List<Step> retire = replacing ? List.of(retireRecord()) : List.of();
    Optional<Problem> refusal;
    if (wanted.record().attestation() == Attestation.SYMMETRIC_KEY) {
      ImportedKey key = new ImportedKey(talk, inventory, whole);
      refusal = key.refusal();
      steps.add(key.takeKey());
      steps.addAll(retire);
      steps.add(key.putInForce());
    } else {
      CertifiedKey key = new CertifiedKey(talk, inventory, wanted, replacing);
      refusal = key.refusal();
      steps.addAll(key.steps());
      steps.addAll(retire);
      steps.add(key.putInForce());
    }
    steps.add(writeRecord(wanted.record(), whole));
    return refusal.<Plan>map(Plan.Refused::new).orElseGet(() -> new Plan.Ready(steps));
  }

  private Step initialise(Pkcs11Settings.Initialisation initialisation) {
    return new Step.Act(
        "initialise the token as \"" + initialisation.label() + "\" and set its PIN",
        true,
        () -> false,
        () -> talk.initialise(initialisation),
        () -> {
          TokenSession unused = talk.newSession();
        });
  }

  private Step retireRecord() {
    return new Step.Act(
        "destroy the voided record",
        true,
        () -> false,
        () -> RecordObject.destroy(talk.session()),
        () -> {
          if (!Inventory.of(talk.session()).records().isEmpty()) {
            throw ElementException.lasting(
                Pkcs11Problems.readBackDiffers("the voided record is still there"));
          }
        });
  }

  private Step writeRecord(IdentityRecord record, boolean whole) {
    return new Step.Act(
        "write the identity record",
        true,
        () -> whole,
        () -> RecordObject.write(talk.session(), record),
        () -> RecordObject.require(talk.session(), record));
  }

  @Override
  public Contents readBack() {
    TokenSession session = talk.newSession();
    IdentityRecord record =
        RecordObject.read(session).orElseThrow(() -> missing("there is no record"));
    if (record.attestation() == Attestation.SYMMETRIC_KEY) {
      if (!ImportedKey.inForce(session)) {
        throw missing("there is no symmetric key");
      }
      return new Contents(record, new Evidence.DerivedKey());
    }
    return new Contents(
        record,
        new Evidence.Certificate(
            CertifiedKey.inForce(session).orElseThrow(() -> missing("there is no certified key"))));
  }

  private static ElementException missing(String what) {
    return ElementException.lasting(Pkcs11Problems.readBackDiffers(what));
  }

  private Seen seen() {
    return seen.orElseThrow(() -> new IllegalStateException("identify comes first"));
  }

  @Override
  public Cost cost() {
    return token.cost();
  }

  @Override
  public void close() {
    talk.close();
  }
}
