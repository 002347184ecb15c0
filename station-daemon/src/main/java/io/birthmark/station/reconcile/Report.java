package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of comparing journal and service.
 *
 * @param entries at the service, as far as they were read
 * @param enrolled devices of which the journal says so
 * @param found of each kind
 * @param repairs of each kind that was to be mended
 * @param groups what the service has of groups
 * @param problem why the comparison, or the mending, did not come to its end
 */
public record Report(
    long entries,
    long enrolled,
    Map<Kind, Found> found,
    Map<Kind, Repaired> repairs,
    OtherGroups groups,
    Optional<Problem> problem) {
  public Report {
    found = Map.copyOf(found);
    repairs = Map.copyOf(repairs);
  }

  /**
   * The disagreements of one kind.
   *
   * @param first the first few
   */
  public record Found(long count, List<Finding> first) {
    public Found {
      first = List.copyOf(first);
    }
  }

  /**
   * What was mended of one kind.
   *
   * @param done at the service; of what was missing, in the queue
   * @param left not mended, for somebody changed it meanwhile or the service refused; the first few
   */
  public record Repaired(long done, long leftOver, List<Left> left) {
    public Repaired {
      left = List.copyOf(left);
    }
  }

  /**
   * The service's enrollment groups. A service knows at most some hundred, so they are all here.
   *
   * @param all how many there are
   * @param unknownHere names of those that no product and no device of this station belongs to
   */
  public record OtherGroups(long all, List<String> unknownHere) {
    public OtherGroups {
      unknownHere = List.copyOf(unknownHere);
    }
  }

  /** One that was not mended, and why. */
  public record Left(String registrationId, String why) {}

  /** The disagreements of this kind. */
  public Found found(Kind kind) {
    return Optional.ofNullable(found.get(kind)).orElseGet(() -> new Found(0, List.of()));
  }

  /** What was mended of this kind, if that was wanted. */
  public Optional<Repaired> repaired(Kind kind) {
    return Optional.ofNullable(repairs.get(kind));
  }

  /** How many disagreements that the station can mend are left. */
  public long open() {
    return found.entrySet().stream()
        .filter(one -> one.getKey().mendable())
        .mapToLong(one -> one.getValue().count() - done(one.getKey()))
        .sum();
  }

  private long done(Kind kind) {
    return repaired(kind).map(Repaired::done).orElse(0L);
  }
}
