package io.birthmark.station.run;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.StationConfig.Element;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.RunIntent;
import io.birthmark.station.journal.RunStart;
import io.birthmark.station.journal.StepResult;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.WorkOrder;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass of one device through one slot; used once, by one thread. */
final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Floor floor;
  private final Slots slots;
  private final Slot slot;
  private final RunStart start;
  private final Consumer<String> progress;
  private final Pulse pulse;
  private final Naming naming;
  private final Rework rework;
  private final long began = System.nanoTime();

  private final RunEntry entry;
  private Optional<DeviceRow> known = Optional.empty();
  private Optional<String> serial;
  private Optional<String> registrationId = Optional.empty();
  private final List<Problem> warnings = new ArrayList<>();
  private Map<String, String> facts = Map.of();
  private Optional<WorkOrder> order = Optional.empty();
  private Cost cost = Cost.NONE;
  private boolean continued;

  /**
   * A run.
   *
   * @param rework why the device gets a new identity in place of the one it has
   * @param slots the station's, of which this is one
   * @param all what they are
   */
  Run(
      Floor floor,
      Slots slots,
      Slot slot,
      List<Slot> all,
      Optional<String> serial,
      Optional<String> rework,
      String who,
      Consumer<String> progress) {
    this.floor = floor;
    this.slot = slot;
    this.serial = serial;
    this.slots = slots;
    this.naming = new Naming(floor, slot, all);
    this.rework = new Rework(rework);
    this.progress = progress;
    this.pulse = slot.pulse();
    this.start =
        new RunStart(
            slot.name(), slot.product().name(), slot.element(), who, floor.clock().instant());
    this.entry = new RunEntry(floor.journal(), start);
  }

  RunReport carryOut() {
    RunOutcome outcome;
    try {
      naming.check(serial);
      checkDisk();
      checkGroup();
      checkClock();
      outcome = withDevice();
    } catch (RuntimeException e) {
      outcome = ended(problemOf(e));
    }
    return new RunReport(
        slot.name(),
        slot.product().name(),
        serial,
        registrationId,
        outcome,
        continued,
        order,
        List.copyOf(warnings),
        facts,
        wall(),
        cost);
  }

  /** Before anything happens to the device: what is begun can be ended. */
  private void checkDisk() {
    Optional<Problem> objection = floor.disk().get();
    if (objection.isPresent()) {
      throw new Stopped(objection.get());
    }
  }

  /** Before anything happens to the device: the service must be going to let it in. */
  private void checkGroup() {
    Optional<Problem> objection =
        product().attestation().coveringGroup().flatMap(floor.groups().objections());
    if (objection.isPresent() && floor.groups().stops()) {
      throw new Stopped(objection.get());
    }
    objection.ifPresent(warnings::add);
  }

  /** A certificate is judged by its dates, and gets them from the clock. */
  private void checkClock() {
    if (product().attestation().certifiedKey().isPresent() && floor.trustedTime().get().isEmpty()) {
      throw new Stopped(RunProblems.clockUntrusted());
    }
  }

  private RunOutcome withDevice() {
    if (slot.element().equals(Element.TPM2.word())) {
      floor.ownTpm().learn();
    }
    SecureElement element = slot.connector().get();
    Standing stands;
    try {
      Identification.Fit device = identify(element);
      IdentityRecord record = wanted(element, device);
      floor.labels().check(product(), record.serial(), record.registrationId());
      Issuance issuance =
          new Issuance(
              floor, product(), record.serial(), record.registrationId(), device.hardware());
      Plan.Ready plan = plan(element, device, record);
      begin(plan, device, record);
      entry.open().ifPresent(issuance::begun);
      for (Step step : plan.steps()) {
        carryOut(step, issuance);
      }
      stands = readBack(element, record, issuance);
    } finally {
      // The device is left in order before anybody is told that the slot is free.
      element.close();
      cost = element.cost();
    }
    return finish(stands);
  }

  /** It goes on: a sign of life, and a word for whoever watches. */
  private void goOn(String what) {
    pulse.beat();
    progress.accept(what);
  }

  private Identification.Fit identify(SecureElement element) {
    goOn("identify");
    Identification identification = element.identify();
    facts = identification.facts();
    if (identification instanceof Identification.Unfit unfit) {
      throw new Stopped(unfit.problem());
    }
    Identification.Fit device = (Identification.Fit) identification;
    warnings.addAll(device.warnings());
    if (device.hardware().filter(floor.ownTpm()::is).isPresent()) {
      throw new Stopped(RunProblems.ownTpm());
    }
    return device;
  }

  /** The identity that this device shall have. */
  private IdentityRecord wanted(SecureElement element, Identification.Fit device) {
    known = rework.leaves(device.hardware().flatMap(floor.devices()::byHardware), serial);
    known.or(this::begunWhenBlank).ifPresent(this::requireProduct);
    String sn = naming.serial(serial, known, device);
    serial = Optional.of(sn);
    String id = naming.registrationId(sn, device);
    registrationId = Optional.of(id);
    return naming.record(element, sn, id);
  }

  /** Of a token that had no name yet when it was begun, the serial is all that is known. */
  private Optional<DeviceRow> begunWhenBlank() {
    return serial.flatMap(floor.devices()::bySerial).filter(row -> row.hardware().isEmpty());
  }

  /** One identity is of one product, also while it is not finished. */
  private void requireProduct(DeviceRow row) {
    if (!row.product().equals(product().name())) {
      throw new Stopped(RunProblems.anotherProduct(row.serial(), row.product(), product().name()));
    }
  }

  private Plan.Ready plan(SecureElement element, Identification.Fit device, IdentityRecord record) {
    boolean provisioned = known.filter(row -> row.state() == DeviceState.PROVISIONED).isPresent();
    boolean sameIdentity =
        device
            .record()
            .filter(found -> record.differences(found).isEmpty())
            .filter(found -> known.isPresent() || !givesWay(device, found))
            .isPresent();
    boolean outstanding = known.filter(floor.labels()::isOutstanding).isPresent();
    if (sameIdentity
        && !outstanding
        && (provisioned || known.isEmpty())
        && product().alreadyProvisioned() == Product.AlreadyProvisioned.REFUSE) {
      throw new Stopped(RunProblems.alreadyProvisioned(record.serial(), record.registrationId()));
    }
    Plan plan =
        element.plan(
            new Wanted(
                record,
                product().attestation().certifiedKey().orElse(KeyKind.P256),
                chain -> mayStay(chain, record),
                existing -> givesWay(device, existing),
                chain -> floor.wasVoided(chain)));
    if (plan instanceof Plan.Refused refused) {
      throw new Stopped(refused.problem());
    }
    Plan.Ready ready = (Plan.Ready) plan;
    if (provisioned
        && product().attestation() instanceof ProductAttestation.X509
        && ready.steps().stream().anyMatch(Run::asksForCertificate)) {
      throw new Stopped(RunProblems.certificateEnrolled(record.serial()));
    }
    return ready;
  }

  private boolean givesWay(Identification.Fit device, IdentityRecord found) {
    return rework.replaces(found) || floor.wasVoided(device.hardware(), found);
  }

  /** The certificate of a voided identity goes with it, however good it is. */
  private boolean mayStay(CertificateChain chain, IdentityRecord record) {
    return !rework.replacesIdentity()
        && floor.issuer().orElseThrow().stillGood(chain, record.registrationId())
        && !floor.wasVoided(chain);
  }

  private static boolean asksForCertificate(Step step) {
    return step instanceof Step.Certify && !step.check().alreadySo();
  }

  /** Journal first: after this the disk knows what is about to be done, and to whom. */
  private void begin(Plan.Ready plan, Identification.Fit device, IdentityRecord record) {
    if (plan.changes().isEmpty() && isProvisionedAs(record)) {
      continued = true;
      return;
    }
    Claim claim =
        new Claim(record.serial(), record.registrationId(), device.hardware(), Optional.empty());
    RunIntent intent =
        new RunIntent(start, claim, plan.changes(), record.toBytes(), product().onlyByOrder());
    Begin begin = rework.begin(floor.journal(), intent);
    if (begin instanceof Begin.InAnotherSlot elsewhere && !slots.busy(elsewhere.slot())) {
      floor.journal().setAside(elsewhere.run());
      begin = rework.begin(floor.journal(), intent);
    }
    if (begin instanceof Begin.Refused refused) {
      throw new Stopped(refused.problem());
    }
    Begin.Begun begun = (Begin.Begun) begin;
    entry.begun(begun.run());
    Telltale unused = Telltale.of("RUN", begun.run().toString());
    continued = begun.continued();
  }

  private boolean isProvisionedAs(IdentityRecord record) {
    return known
        .filter(row -> row.state() == DeviceState.PROVISIONED)
        .filter(row -> row.serial().equals(record.serial()))
        .filter(row -> row.registrationId().equals(record.registrationId()))
        .isPresent();
  }

  private void carryOut(Step step, Issuance issuance) {
    goOn(step.name());
    long from = System.nanoTime();
    String result = "failed";
    try {
      if (step.check().alreadySo()) {
        step.proof().run();
        result = "already";
      } else {
        if (step.changesDevice() && entry.open().isEmpty()) {
          throw new Stopped(RunProblems.changedMeanwhile(step.name()));
        }
        if (step.changesDevice()) {
          entry.touching();
        }
        step.move(issuance);
        step.proof().run();
        result = "done";
      }
    } finally {
      entry.did(
          new StepResult(
              step.name(), result, Duration.ofNanos(System.nanoTime() - from).toMillis()));
    }
  }

  private Standing readBack(SecureElement element, IdentityRecord record, Issuance issuance) {
    goOn("read back");
    Contents contents = element.readBack();
    List<String> differences = record.differences(contents.record());
    if (!differences.isEmpty()) {
      throw new Stopped(RunProblems.readBackDiffers(differences));
    }
    Standing stands = Standing.of(contents.evidence());
    if (stands.proof().attestation() != record.attestation()) {
      throw new Stopped(RunProblems.readBackDiffers("attestation"));
    }
    if (contents.evidence() instanceof Evidence.Certificate certificate) {
      issuance.standsIn(certificate.chain());
    }
    return stands;
  }

  /**
   * Results, ledger and the queued enrollment become true in one transaction, and the run's PASS
   * with them, unless the policy has it wait for the label. Green means done.
   */
  private RunOutcome finish(Standing stands) {
    PassResult result = stands.result(product().attestation(), entry.steps(), journalCost());
    if (floor.labels().beforePass()) {
      entry.provisioned(result).ifPresent(this::onTheDisk);
      Optional<Problem> missing = label();
      if (missing.isPresent()) {
        return ended(missing.get());
      }
      onTheDisk(entry.passed(known, result));
      return new RunOutcome.Pass();
    }
    onTheDisk(entry.passed(known, result));
    labelAfterPass();
    return new RunOutcome.Pass();
  }

  private void onTheDisk(Passed passed) {
    order = passed.order();
    if (passed.queued().isPresent()) {
      floor.wakeUploader().run();
    }
  }

  private Optional<Problem> label() {
    goOn("label");
    pulse.beat(floor.labels().longest());
    return floor.labels().label(slot.name(), serial.orElseThrow(), start.who());
  }

  /** The run has passed: nothing that happens to the label can change that any more. */
  private void labelAfterPass() {
    try {
      label().ifPresent(warnings::add);
    } catch (RuntimeException e) {
      warnings.add(problemOf(e));
    }
  }

  private Product product() {
    return slot.product();
  }

  private Problem problemOf(RuntimeException e) {
    if (e instanceof Stopped stopped) {
      return stopped.problem();
    }
    if (e instanceof ElementException element) {
      LOG.debug("slot {}", slot.name(), e);
      return element.problem();
    }
    if (e instanceof StorageException storage) {
      return storage.problem();
    }
    LOG.error("slot {}: a run met a defect of the station", slot.name(), e);
    return RunProblems.unexpected(e);
  }

  private RunOutcome ended(Problem problem) {
    return entry.ended(problem, known, serial, journalCost());
  }

  private io.birthmark.station.journal.Cost journalCost() {
    return new io.birthmark.station.journal.Cost(
        wall().toMillis(), cost.inside().toMillis(), cost.total());
  }

  private Duration wall() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
