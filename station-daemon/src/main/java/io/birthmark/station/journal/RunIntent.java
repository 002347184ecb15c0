package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.ledger.Build;
import io.birthmark.station.ledger.Claim;
import java.util.List;

/**
 * What a run is about to do to a device, written down before it is done.
 *
 * @param claim what the device will have for itself alone
 * @param irreversibleSteps names of the steps that cannot be undone, in order; empty when all is
 *     already so and only this journal does not know the device
 * @param record the identity record's bytes about to be written
 * @param onlyByOrder whether the product is never built without a work order
 */
public record RunIntent(
    RunStart start,
    Claim claim,
    List<String> irreversibleSteps,
    Bytes record,
    boolean onlyByOrder) {
  public RunIntent {
    irreversibleSteps = List.copyOf(irreversibleSteps);
  }

  /** Of a product that may be built without a work order, as long as there never was one. */
  public RunIntent(RunStart start, Claim claim, List<String> irreversibleSteps, Bytes record) {
    this(start, claim, irreversibleSteps, record, false);
  }

  Build build() {
    return new Build(start.product(), onlyByOrder);
  }
}
