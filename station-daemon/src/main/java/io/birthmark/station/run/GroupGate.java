package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.util.Optional;

/** Whether devices may be made for an enrollment group. */
@FunctionalInterface
public interface GroupGate {

  /** Why no device may be made for this group now; empty when it may. Asks nobody and is quick. */
  Optional<Problem> mayNot(String group);

  /** What is wrong with the group although devices may be made for it. */
  default Optional<Problem> warning(String group) {
    return Optional.empty();
  }

  /** For a station whose groups nobody looks after. */
  static GroupGate open() {
    return group -> Optional.empty();
  }
}
