package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The certificate chain in the NV indices after the record's, in the parts of {@link ChainParts};
 * attributes and lock are those of the record's index.
 */
final class ChainIndices {

  /**
   * What stands in the indices now.
   *
   * @param foreign what is in the way, if something is
   * @param ours the indices that are ours, in their order: a whole chain, or what a run that was
   *     cut off left of one
   * @param chain the chain, when it is whole
   */
  record Content(
      Optional<Problem> foreign,
      List<LockedIndex> ours,
      Optional<CertificateChain> chain,
      boolean locked) {}

  private final TpmCommands tpm;
  private final NvStorage nv;
  private final int first;
  private final int partMax;
  private final Set<Integer> nvIndices;

  /**
   * @param first the index of the first part
   * @param partMax how many bytes one index holds at most
   * @param nvIndices all the indices that there are
   */
  ChainIndices(TpmCommands tpm, NvStorage nv, int first, int partMax, Set<Integer> nvIndices) {
    this.tpm = tpm;
    this.nv = nv;
    this.first = first;
    this.partMax = partMax;
    this.nvIndices = nvIndices;
  }

  /** Why no chain can be put here at all, whatever stands here. */
  Optional<Problem> noPlace() {
    return first + ChainParts.MOST - 1 > Handles.OWNER_RANGE_LAST
        ? Optional.of(TpmProblems.noPlaceForChain(first - 1))
        : Optional.empty();
  }

  String place() {
    return Handles.hex(first);
  }

  Content look() {
    ChainParts parts = new ChainParts();
    List<LockedIndex> ours = new ArrayList<>();
    boolean locked = true;
    int number = 0;
    for (; !parts.ended() && exists(number); number++) {
      LockedIndex index = index(number);
      LockedIndex.Content content = index.read(partMax);
      Optional<String> foreign = content.foreign();
      if (foreign.isEmpty() && content.written()) {
        parts.add(content.bytes());
        if (content.locked() && parts.isNoChain()) {
          foreign = Optional.of("it is locked, and what it holds is not a certificate");
        }
      }
      if (foreign.isPresent()) {
        return inTheWay(index.index(), foreign.get(), ours);
      }
      ours.add(index);
      locked &= content.locked();
      if (!content.written() || parts.broken()) {
        number++;
        break;
      }
    }
    for (; number < ChainParts.MOST; number++) {
      if (exists(number)) {
        String why = "it is among those that are kept for the certificate chain, but no part of it";
        return inTheWay(first + number, why, ours);
      }
    }
    return new Content(Optional.empty(), ours, parts.chain(), locked && !ours.isEmpty());
  }

  private static Content inTheWay(int index, String why, List<LockedIndex> ours) {
    return new Content(
        Optional.of(TpmProblems.foreignIndex(index, why)), ours, Optional.empty(), false);
  }

  private boolean exists(int number) {
    return number < ChainParts.MOST && nvIndices.contains(first + number);
  }

  private LockedIndex index(int number) {
    return new LockedIndex(tpm, nv, first + number);
  }

  /** From the last to the first, so that what is left after a cut is still the beginning of one. */
  void remove(List<LockedIndex> parts) {
    for (int number = parts.size() - 1; number >= 0; number--) {
      parts.get(number).undefine();
      nvIndices.remove(parts.get(number).index());
    }
  }

  /** One part after the other, each locked before the next one begins. */
  void store(CertificateChain chain) {
    List<Bytes> parts = ChainParts.split(chain, partMax);
    for (int number = 0; number < parts.size(); number++) {
      LockedIndex index = index(number);
      index.define(parts.get(number).size());
      nvIndices.add(index.index());
      index.write(parts.get(number));
      index.lock();
    }
  }

  /** Reads the chain afresh; it must be whole and locked. */
  CertificateChain readBack() {
    Content content = look();
    if (!content.locked()) {
      throw ElementException.lasting(
          TpmProblems.readBackDiffers("the certificate chain is not locked"));
    }
    return content
        .chain()
        .orElseThrow(
            () ->
                ElementException.lasting(
                    TpmProblems.readBackDiffers("the certificate chain is not whole")));
  }
}
