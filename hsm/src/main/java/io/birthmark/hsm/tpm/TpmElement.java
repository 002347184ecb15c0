package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_SU;

/** A device's TPM 2.0 in the course of one run, over a freshly opened connection. */
public final class TpmElement implements SecureElement {
  private static final Logger LOG = LoggerFactory.getLogger(TpmElement.class);

  private final TpmCommands tpm;
  private final Inventory inventory;
  private final EkPolicy policy;
  private final int recordIndex;
  private final SecureRandom random;

  private Optional<Seen> seen = Optional.empty();
  private boolean working;
  private boolean changed;

  /** What identification learnt, for the plan. */
  private record Seen(
      Hardware hardware,
      EndorsementKey.Finding.Found ek,
      Optional<TPMT_PUBLIC> srk,
      RecordIndex index,
      Optional<RecordIndex.Content> content,
      X509Key x509Key,
      SymmetricKey symmetricKey) {}

  /**
   * Takes over the connection.
   *
   * @param recordIndex the NV index of the identity record, see {@link Handles#RECORD}
   */
  public TpmElement(TpmTransport transport, EkPolicy policy, int recordIndex, SecureRandom random) {
    this.tpm = new TpmCommands(transport);
    this.inventory = new Inventory(tpm);
    this.policy = policy;
    this.recordIndex = recordIndex;
    this.random = random;
  }

  @Override
  public Identification identify() {
    return talking(
        () -> {
          TpmFacts facts = start();
          Map<String, String> told = facts.forPeople();
          Optional<Problem> unfit = facts.unfit();
          if (unfit.isPresent()) {
            return new Identification.Unfit(told, unfit.get());
          }
          NvStorage nv = new NvStorage(tpm, facts.nvBufferMax());
          Set<Integer> indices = inventory.nvIndices();
          Set<Integer> persistent = inventory.persistentObjects();
          EndorsementKey.Finding finding =
              new EndorsementKey(tpm, nv, policy).find(indices, persistent);
          if (finding instanceof EndorsementKey.Finding.Unfit bad) {
            return new Identification.Unfit(told, bad.problem());
          }
          EndorsementKey.Finding.Found ek = (EndorsementKey.Finding.Found) finding;
          Optional<TPMT_PUBLIC> srk =
              persistent.contains(Handles.SRK)
                  ? Optional.of(tpm.ReadPublic(TPM_HANDLE.from(Handles.SRK)).outPublic)
                  : Optional.empty();
          RecordIndex index = new RecordIndex(tpm, nv, recordIndex);
          Optional<RecordIndex.Content> content = index.read(indices);
          PublicArea area = PublicArea.of(ek.area());
          Hardware hardware = new Hardware(Hardware.Kind.TPM, area.tpm2b().sha256());
          ChainIndices chain =
              new ChainIndices(tpm, nv, recordIndex + 1, facts.nvIndexMax(), indices);
          seen =
              Optional.of(
                  new Seen(
                      hardware,
                      ek,
                      srk,
                      index,
                      content,
                      new X509Key(tpm, random, chain, persistent, hardware),
                      new SymmetricKey(tpm, random, persistent, hardware)));
          return new Identification.Fit(
              told,
              Optional.of(hardware),
              Optional.empty(),
              Optional.of(area.defaultRegistrationId()),
              content.flatMap(RecordIndex.Content::record),
              ek.warnings());
        });
  }

  /** Starts the TPM if nobody has, and asks for its properties. */
  private TpmFacts start() {
    TpmFacts facts;
    try {
      facts = inventory.facts();
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.INITIALIZE)) {
        throw e;
      }
      tpm.Startup(TPM_SU.CLEAR);
      working = true;
      return inventory.facts();
    }
    if (!facts.inFailureMode()) {
      working = true;
      inventory.flushLeftovers();
    }
    return facts;
  }

  @Override
  public String keyReference(Attestation attestation) {
    int place =
        switch (attestation) {
          case TPM -> Handles.EK_RSA;
          case X509 -> Handles.X509_KEY;
          case SYMMETRIC_KEY -> Handles.SYMMETRIC_KEY;
        };
    return "tpm2:" + Handles.hex(place);
  }

  @Override
  public Plan plan(Wanted wanted) {
    Seen device = seen.orElseThrow(() -> new IllegalStateException("identify comes before plan"));
    int size = wanted.record().toBytes().size();
    if (size > IdentityRecord.MAX_BYTES) {
      return new Plan.Refused(TpmProblems.recordTooLong(size, IdentityRecord.MAX_BYTES));
    }
    Attestation attestation = wanted.record().attestation();
    if (device.srk().isPresent() && !RootKeys.servesAsSrk(device.srk().get(), attestation)) {
      return new Plan.Refused(TpmProblems.unfitSrk(attestation));
    }
    return talking(() -> plan(wanted, device));
  }

  /**
   * Roots and their proof first; then what was voided goes, its record last, so that it still says
   * whose it was; then the key; then the new record, which says that all else is done.
   */
  private Plan plan(Wanted wanted, Seen device) {
    RootKeys roots = new RootKeys(tpm, random, device.ek(), device.srk());
    Route record = device.index().route(wanted, device.content());
    if (record instanceof Route.Blocked blocked) {
      return new Plan.Refused(blocked.problem());
    }
    Before before = device.index().before(wanted, device.content());
    List<Step> clear = new ArrayList<>();
    List<Step> make = new ArrayList<>();
    for (Supplier<Route> place :
        List.<Supplier<Route>>of(
            () -> device.x509Key().route(wanted, before, roots),
            () -> device.symmetricKey().route(wanted, before, roots),
            () -> record)) {
      Route route = place.get();
      if (route instanceof Route.Blocked blocked) {
        return new Plan.Refused(blocked.problem());
      }
      clear.addAll(((Route.Steps) route).clear());
      make.addAll(((Route.Steps) route).make());
    }
    List<Step> all = new ArrayList<>(roots.steps());
    all.addAll(clear);
    all.addAll(make);
    return new Plan.Ready(all.stream().map(this::guarded).toList());
  }

  private Step guarded(Step step) {
    if (step instanceof Step.Act act) {
      return new Step.Act(
          act.name(),
          act.changesDevice(),
          act.check(),
          () -> changing(act.act()),
          () -> asking(act.proof()));
    }
    if (step instanceof Step.Certify certify) {
      return new Step.Certify(
          certify.name(),
          certify.check(),
          () -> talking(certify.request()),
          chain -> changing(() -> certify.keep().accept(chain)),
          () -> asking(certify.proof()));
    }
    if (step instanceof Step.TakeKey take) {
      return new Step.TakeKey(
          take.name(),
          take.check(),
          take.hardware(),
          key -> changing(() -> take.keep().accept(key)),
          () -> asking(take.proof()));
    }
    throw new AssertionError("a step of an unknown kind: " + step);
  }

  private void changing(Step.Action act) {
    changed = true;
    asking(act);
  }

  private void asking(Step.Action action) {
    boolean unused =
        talking(
            () -> {
              action.run();
              return true;
            });
  }

  @Override
  public Contents readBack() {
    Seen device = seen.orElseThrow(() -> new IllegalStateException("identify comes first"));
    IdentityRecord record = readRecord(device);
    return new Contents(
        record,
        switch (record.attestation()) {
          case TPM -> new Evidence.EndorsementKey(PublicArea.of(device.ek().area()).tpm2b());
          case X509 -> new Evidence.Certificate(device.x509Key().provenChain());
          case SYMMETRIC_KEY -> new Evidence.DerivedKey();
        });
  }

  private IdentityRecord readRecord(Seen device) {
    if (!changed && device.content().map(c -> c.index().locked()).orElse(false)) {
      // Nothing was written since this run read it.
      return device.content().flatMap(RecordIndex.Content::record).orElseThrow();
    }
    return talking(device.index()::readBack);
  }

  @Override
  public Cost cost() {
    return tpm.cost();
  }

  /**
   * Shuts the TPM down in order, so that pulling the device does not count towards its lockout (TPM
   * 2.0 Part 1, section 19.8.3), and disconnects.
   */
  @Override
  public void close() {
    try {
      if (working && tpm.reachable()) {
        tpm.Shutdown(TPM_SU.CLEAR);
      }
    } catch (ElementException | TpmResponseException e) {
      LOG.warn("the TPM could not be shut down in order: {}", e.getMessage());
    } finally {
      tpm.close();
    }
  }

  /** Lets a TPM's answers out of this package only as problems. */
  private <T> T talking(Supplier<T> talk) {
    try {
      return talk.get();
    } catch (TpmResponseException e) {
      throw ElementException.lasting(ResponseProblems.of(e), e);
    }
  }
}
