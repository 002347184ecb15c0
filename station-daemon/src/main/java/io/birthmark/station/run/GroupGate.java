package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether devices may be made for an enrollment group.
 *
 * @param objections what the service was last known to have against a group; asks nobody, and is
 *     quick
 * @param stops whether an objection ends a run; otherwise the run goes on and says so
 */
public record GroupGate(Function<String, Optional<Problem>> objections, boolean stops) {

  /** For a station whose groups nobody looks after. */
  public static GroupGate open() {
    return new GroupGate(group -> Optional.empty(), true);
  }
}
