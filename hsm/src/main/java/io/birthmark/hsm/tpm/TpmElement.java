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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tss.tpm.GetCapabilityResponse;
import tss.tpm.TPML_HANDLE;
import tss.tpm.TPML_TAGGED_TPM_PROPERTY;
import tss.tpm.TPMS_TAGGED_PROPERTY;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_CAP;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_SU;

/** A device's TPM 2.0 in the course of one run, over a freshly opened connection. */
public final class TpmElement implements SecureElement {
  private static final Logger LOG = LoggerFactory.getLogger(TpmElement.class);

  private static final int ALL_PROPERTIES_FROM = 0x100;
  private static final int MOST = 127;

  /** More than any TPM has room for; one that names more never comes to an end. */
  private static final int MOST_HANDLES = 4096;

  private static final int NV_HANDLES = 0x01000000;
  private static final int LOADED_SESSIONS = 0x02000000;
  private static final int TRANSIENT_OBJECTS = 0x80000000;
  private static final int PERSISTENT_OBJECTS = 0x81000000;

  private final TpmCommands tpm;
  private final EkPolicy policy;
  private final int recordIndex;
  private final SecureRandom random;

  private Optional<Seen> seen = Optional.empty();
  private boolean working;
  private boolean changed;

  /** What identification learnt, for the plan. */
  private record Seen(
      EndorsementKey.Finding.Found ek,
      Optional<TPMT_PUBLIC> srk,
      RecordIndex index,
      Optional<RecordIndex.Content> content) {}

  /**
   * Takes over the connection.
   *
   * @param recordIndex the NV index of the identity record, see {@link Handles#RECORD}
   */
  public TpmElement(TpmTransport transport, EkPolicy policy, int recordIndex, SecureRandom random) {
    this.tpm = new TpmCommands(transport);
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
          Set<Integer> indices = handles(NV_HANDLES);
          Set<Integer> persistent = handles(PERSISTENT_OBJECTS);
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
          seen = Optional.of(new Seen(ek, srk, index, content));
          PublicArea area = PublicArea.of(ek.area());
          return new Identification.Fit(
              told,
              Optional.of(new Hardware(Hardware.Kind.TPM, area.tpm2b().sha256())),
              Optional.empty(),
              Optional.of(area.defaultRegistrationId()),
              content.flatMap(RecordIndex.Content::record),
              ek.warnings());
        });
  }

  /**
   * Starts the TPM if nobody has, and asks for its properties; in one that was running, throws out
   * what a run that was cut off left loaded.
   */
  private TpmFacts start() {
    TpmFacts facts;
    try {
      facts = facts();
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.INITIALIZE)) {
        throw e;
      }
      tpm.Startup(TPM_SU.CLEAR);
      working = true;
      return facts();
    }
    if (!facts.inFailureMode()) {
      working = true;
      flushLeftovers();
    }
    return facts;
  }

  private TpmFacts facts() {
    Map<Integer, Integer> properties = new HashMap<>(properties(ALL_PROPERTIES_FROM));
    if (!properties.containsKey(TpmFacts.STARTUP_CLEAR)) {
      properties.putAll(properties(TpmFacts.PERMANENT));
    }
    return new TpmFacts(properties);
  }

  private Map<Integer, Integer> properties(int from) {
    GetCapabilityResponse response = tpm.GetCapability(TPM_CAP.TPM_PROPERTIES, from, MOST);
    Map<Integer, Integer> properties = new HashMap<>();
    if (response.capabilityData instanceof TPML_TAGGED_TPM_PROPERTY list) {
      for (TPMS_TAGGED_PROPERTY property : list.tpmProperty) {
        properties.put(property.property.toInt(), property.value);
      }
    }
    return properties;
  }

  private Set<Integer> handles(int from) {
    Set<Integer> handles = new TreeSet<>();
    int next = from;
    while (true) {
      GetCapabilityResponse response = tpm.GetCapability(TPM_CAP.HANDLES, next, MOST);
      int before = handles.size();
      if (response.capabilityData instanceof TPML_HANDLE list) {
        for (TPM_HANDLE handle : list.handle) {
          handles.add(handle.handle);
          next = handle.handle + 1;
        }
      }
      if (handles.size() > MOST_HANDLES) {
        throw ElementException.lasting(
            TpmProblems.badResponse("GetCapability", "handles without end"));
      }
      if (response.moreData == 0 || handles.size() == before) {
        return handles;
      }
    }
  }

  private void flushLeftovers() {
    for (int kind : List.of(TRANSIENT_OBJECTS, LOADED_SESSIONS)) {
      for (int handle : handles(kind)) {
        LOG.info("flushing {}, left loaded by a run that was cut off", Handles.hex(handle));
        tpm.FlushContext(TPM_HANDLE.from(handle));
      }
    }
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
    if (device.srk().isPresent() && !isRsaStorageKey(device.srk().get())) {
      return new Plan.Refused(TpmProblems.unfitSrk());
    }
    RecordIndex.Way way = device.index().wayTo(wanted, device.content());
    if (way instanceof RecordIndex.Way.Blocked blocked) {
      return new Plan.Refused(blocked.problem());
    }
    List<Step> steps = new ArrayList<>();
    steps.add(persistEk(device.ek()));
    SrkStep srk = new SrkStep(device.srk());
    steps.add(srk.step());
    steps.add(
        Step.proving(
            "prove that EK and SRK sit in one TPM",
            () -> talking(() -> proveOneTpm(device.ek().area(), srk.area()))));
    for (Step.Act step : ((RecordIndex.Way.Steps) way).steps()) {
      steps.add(guarded(step));
    }
    return new Plan.Ready(steps);
  }

  /** An SRK by another template serves as well, as long as the service can encrypt to it. */
  private static boolean isRsaStorageKey(TPMT_PUBLIC area) {
    int restrictedDecrypt = 0x00030000;
    return PublicArea.modulus(area).map(m -> m.length == Templates.RSA_BYTES).orElse(false)
        && (area.objectAttributes.toInt() & restrictedDecrypt) == restrictedDecrypt
        && PublicArea.of(area).hasName();
  }

  private Step persistEk(EndorsementKey.Finding.Found ek) {
    return new Step.Act(
        "persist the EK at " + Handles.hex(Handles.EK_RSA),
        true,
        ek::persistent,
        () ->
            changing(
                () -> {
                  try (PrimaryKey key = PrimaryKey.create(tpm, TPM_RH.ENDORSEMENT, ek.template())) {
                    if (!EndorsementKey.same(key.area(), ek.area())) {
                      throw ElementException.lasting(TpmProblems.otherKeyCertified());
                    }
                    key.persist(Handles.EK_RSA);
                  }
                }),
        () -> {});
  }

  /** The SRK's public area is known only after it was made. */
  private final class SrkStep {
    private Optional<TPMT_PUBLIC> area;

    SrkStep(Optional<TPMT_PUBLIC> found) {
      this.area = found;
    }

    TPMT_PUBLIC area() {
      return area.orElseThrow(() -> new IllegalStateException("the SRK's step comes before"));
    }

    Step step() {
      boolean there = area.isPresent();
      return new Step.Act(
          "persist the SRK at " + Handles.hex(Handles.SRK),
          true,
          () -> there,
          () ->
              changing(
                  () -> {
                    try (PrimaryKey key = PrimaryKey.create(tpm, TPM_RH.OWNER, Templates.srk())) {
                      key.persist(Handles.SRK);
                      area = Optional.of(key.area());
                    }
                  }),
          () -> {});
    }
  }

  private boolean proveOneTpm(TPMT_PUBLIC ek, TPMT_PUBLIC srk) {
    byte[] modulus = PublicArea.modulus(ek).orElseThrow();
    Credential credential = Credential.make(modulus, PublicArea.of(srk).name(), random);
    try (EndorsementSession session = EndorsementSession.start(tpm)) {
      byte[] opened = session.activate(credential.idObject(), credential.sealed().encryptedSeed());
      if (!credential.sealed().opensTo(opened)) {
        throw ElementException.lasting(TpmProblems.notOneTpm());
      }
    }
    return true;
  }

  private Step guarded(Step.Act step) {
    return new Step.Act(
        step.name(),
        step.changesDevice(),
        step.check(),
        () -> changing(step.act()),
        () -> talking(() -> ran(step.proof())));
  }

  private void changing(Step.Action act) {
    changed = true;
    boolean unused = talking(() -> ran(act));
  }

  private static boolean ran(Step.Action action) {
    action.run();
    return true;
  }

  @Override
  public Contents readBack() {
    Seen device = seen.orElseThrow(() -> new IllegalStateException("identify comes first"));
    return new Contents(
        readRecord(device), new Evidence.EndorsementKey(PublicArea.of(device.ek().area()).tpm2b()));
  }

  private IdentityRecord readRecord(Seen device) {
    if (!changed && device.content().map(RecordIndex.Content::locked).orElse(false)) {
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
