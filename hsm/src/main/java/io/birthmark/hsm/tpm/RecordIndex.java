package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The NV index that holds the identity record. It is written last: it says "done". */
final class RecordIndex {

  /** What stands in the index, and the identity record in it when there is a readable one. */
  record Content(LockedIndex.Content index, Optional<IdentityRecord> record) {}

  private final LockedIndex place;

  RecordIndex(TpmCommands tpm, NvStorage nv, int index) {
    this.place = new LockedIndex(tpm, nv, index);
  }

  Optional<Content> read(Set<Integer> nvIndices) {
    return nvIndices.contains(place.index()) ? Optional.of(read()) : Optional.empty();
  }

  private Content read() {
    LockedIndex.Content content = place.read(IdentityRecord.MAX_BYTES);
    return new Content(
        content,
        !content.bytes().equals(Bytes.EMPTY)
                && IdentityRecord.read(content.bytes())
                    instanceof IdentityRecord.Reading.Valid valid
            ? Optional.of(valid.record())
            : Optional.empty());
  }

  /** Whose device it was; a record that may not give way is answered by {@link #route}. */
  Before before(Wanted wanted, Optional<Content> found) {
    Optional<IdentityRecord> existing = found.flatMap(Content::record);
    if (existing.isEmpty()) {
      return new Before.Nobody();
    }
    return wanted.record().differences(existing.get()).isEmpty()
        ? new Before.TheSame()
        : new Before.Voided(existing.get());
  }

  Route route(Wanted wanted, Optional<Content> found) {
    Bytes bytes = wanted.record().toBytes();
    if (found.isEmpty()) {
      return new Route.Steps(List.of(), List.of(define(bytes), write(bytes), lock(false)));
    }
    LockedIndex.Content content = found.get().index();
    if (content.foreign().isPresent()) {
      return blocked(content.foreign().get());
    }
    Optional<IdentityRecord> existing = found.get().record();
    if (existing.isPresent()) {
      List<String> differences = wanted.record().differences(existing.get());
      if (differences.isEmpty()) {
        return new Route.Steps(List.of(), List.of(lock(content.locked())));
      }
      return wanted.mayReplace().test(existing.get())
          ? replace(bytes)
          : new Route.Blocked(
              TpmProblems.otherIdentity(place.index(), existing.get(), differences));
    }
    if (content.locked()) {
      return blocked("it is locked, and what it holds is not an identity record");
    }
    // Ours, not locked, and no whole record in it: an earlier run was cut off here.
    return content.size() == bytes.size()
        ? new Route.Steps(List.of(), List.of(write(bytes), lock(false)))
        : replace(bytes);
  }

  private Route replace(Bytes bytes) {
    List<Step> clear =
        List.of(
            Route.acting("remove the old NV index " + Handles.hex(place.index()), place::undefine));
    return new Route.Steps(clear, List.of(define(bytes), write(bytes), lock(false)));
  }

  private Route blocked(String why) {
    return new Route.Blocked(TpmProblems.foreignIndex(place.index(), why));
  }

  private Step define(Bytes bytes) {
    return Route.acting(
        "define NV index " + Handles.hex(place.index()) + " (" + bytes.size() + " bytes)",
        () -> place.define(bytes.size()));
  }

  private Step write(Bytes bytes) {
    return Route.acting("write the identity record", () -> place.write(bytes));
  }

  private Step lock(boolean already) {
    return new Step.Act("lock the identity record", true, () -> already, place::lock, () -> {});
  }

  /** Reads the record afresh; it must be whole and locked. */
  IdentityRecord readBack() {
    LockedIndex.Content content = place.read(IdentityRecord.MAX_BYTES);
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
