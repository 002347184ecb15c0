package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/**
 * The NV index that holds the identity record: the owner writes, anyone reads without a password,
 * no dictionary attack, and once locked it stays so through power-off.
 */
final class RecordIndex {
  private static final int STATE =
      TPMA_NV.WRITTEN.toInt() | TPMA_NV.WRITELOCKED.toInt() | TPMA_NV.READLOCKED.toInt();

  private static final int ATTRIBUTES =
      TPMA_NV.OWNERWRITE.toInt()
          | TPMA_NV.OWNERREAD.toInt()
          | TPMA_NV.AUTHREAD.toInt()
          | TPMA_NV.NO_DA.toInt()
          | TPMA_NV.WRITEDEFINE.toInt();

  /**
   * What stands in the index now.
   *
   * @param foreign why the index is not one of ours, if so; then its bytes are not looked at
   */
  record Content(Optional<String> foreign, boolean written, boolean locked, int size, Bytes bytes) {

    /** The identity record in it, when there is a readable one. */
    Optional<IdentityRecord> record() {
      return !bytes.equals(Bytes.EMPTY)
              && IdentityRecord.read(bytes) instanceof IdentityRecord.Reading.Valid valid
          ? Optional.of(valid.record())
          : Optional.empty();
    }
  }

  /** Either the steps that lead to the record, or the reason why there are none. */
  sealed interface Way {
    record Steps(List<Step.Act> steps) implements Way {}

    record Blocked(Problem problem) implements Way {}
  }

  private final TpmCommands tpm;
  private final NvStorage nv;
  private final int index;

  RecordIndex(TpmCommands tpm, NvStorage nv, int index) {
    this.tpm = tpm;
    this.nv = nv;
    this.index = index;
  }

  Optional<Content> read(Set<Integer> nvIndices) {
    return nvIndices.contains(index) ? Optional.of(read()) : Optional.empty();
  }

  private Content read() {
    TPMS_NV_PUBLIC area = nv.publicArea(index);
    int attributes = area.attributes.toInt();
    boolean written = (attributes & TPMA_NV.WRITTEN.toInt()) != 0;
    boolean locked = (attributes & TPMA_NV.WRITELOCKED.toInt()) != 0;
    int size = area.dataSize;
    if ((attributes & ~STATE) != ATTRIBUTES) {
      // Not even read: where dictionary attacks are counted, our empty password would be one.
      String why = "it was defined with other attributes";
      return new Content(Optional.of(why), written, locked, size, Bytes.EMPTY);
    }
    if (!written || size > IdentityRecord.MAX_BYTES) {
      return new Content(Optional.empty(), written, locked, size, Bytes.EMPTY);
    }
    try {
      return new Content(Optional.empty(), true, locked, size, nv.read(index, size));
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.BAD_AUTH)) {
        throw e;
      }
      String why = "it asks for a password";
      return new Content(Optional.of(why), true, locked, size, Bytes.EMPTY);
    }
  }

  Way wayTo(Wanted wanted, Optional<Content> found) {
    Bytes bytes = wanted.record().toBytes();
    if (found.isEmpty()) {
      return new Way.Steps(List.of(define(bytes), write(bytes), lock(false)));
    }
    Content content = found.get();
    if (content.foreign().isPresent()) {
      return blocked(content.foreign().get());
    }
    Optional<IdentityRecord> existing = content.record();
    if (existing.isPresent()) {
      List<String> differences = wanted.record().differences(existing.get());
      if (differences.isEmpty()) {
        return new Way.Steps(List.of(lock(content.locked())));
      }
      return wanted.mayReplace().test(existing.get())
          ? replace(bytes)
          : new Way.Blocked(TpmProblems.otherIdentity(index, existing.get(), differences));
    }
    if (content.locked()) {
      return blocked("it is locked, and what it holds is not an identity record");
    }
    // Ours, not locked, and no whole record in it: an earlier run was cut off here.
    return content.size() == bytes.size()
        ? new Way.Steps(List.of(write(bytes), lock(false)))
        : replace(bytes);
  }

  private Way replace(Bytes bytes) {
    List<Step.Act> steps = new ArrayList<>();
    steps.add(undefine());
    steps.addAll(List.of(define(bytes), write(bytes), lock(false)));
    return new Way.Steps(steps);
  }

  private Way blocked(String why) {
    return new Way.Blocked(TpmProblems.foreignIndex(index, why));
  }

  private Step.Act undefine() {
    return acting(
        "remove the old NV index " + Handles.hex(index),
        () -> tpm.NV_UndefineSpace(TPM_HANDLE.from(TPM_RH.OWNER), TPM_HANDLE.from(index)));
  }

  private Step.Act define(Bytes bytes) {
    return acting(
        "define NV index " + Handles.hex(index) + " (" + bytes.size() + " bytes)",
        () ->
            tpm.NV_DefineSpace(
                TPM_HANDLE.from(TPM_RH.OWNER),
                new byte[0],
                new TPMS_NV_PUBLIC(
                    TPM_HANDLE.from(index),
                    TPM_ALG_ID.SHA256,
                    new TPMA_NV(ATTRIBUTES),
                    new byte[0],
                    bytes.size())));
  }

  private Step.Act write(Bytes bytes) {
    return acting("write the identity record", () -> nv.write(index, bytes));
  }

  private Step.Act lock(boolean already) {
    return new Step.Act(
        "lock the identity record",
        true,
        () -> already,
        () -> tpm.NV_WriteLock(TPM_HANDLE.from(TPM_RH.OWNER), TPM_HANDLE.from(index)),
        () -> {});
  }

  /** Steps of one plan follow one another; what proves them all is the read-back at the end. */
  private static Step.Act acting(String name, Step.Action act) {
    return new Step.Act(name, true, () -> false, act, () -> {});
  }

  /** Reads the record afresh; it must be whole and locked. */
  IdentityRecord readBack() {
    Content content = read();
    if (!content.locked()) {
      throw differs("the index is not locked");
    }
    IdentityRecord.Reading reading = IdentityRecord.read(content.bytes());
    if (reading instanceof IdentityRecord.Reading.Valid valid) {
      return valid.record();
    }
    if (reading instanceof IdentityRecord.Reading.Unreadable unreadable) {
      throw differs(unreadable.why());
    }
    throw new AssertionError("a reading of an unknown kind: " + reading);
  }

  private static ElementException differs(String what) {
    return ElementException.lasting(TpmProblems.readBackDiffers(what));
  }
}
