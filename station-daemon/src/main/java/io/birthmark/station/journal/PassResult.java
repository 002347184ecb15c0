package io.birthmark.station.journal;

import java.util.List;
import java.util.Optional;

/**
 * A run that ended green.
 *
 * @param proof what the service must know to recognise the device
 * @param group the group it belongs to; when that covers it, no enrollment of its own is queued
 * @param issuer what a group has to trust so that it lets the device in
 */
public record PassResult(
    List<StepResult> steps,
    Cost cost,
    Optional<Proof> proof,
    Optional<Membership> group,
    Anchors issuer) {
  public PassResult {
    steps = List.copyOf(steps);
  }

  /** Of a device whose certificate, if it has one, came from nobody knows where. */
  public PassResult(
      List<StepResult> steps, Cost cost, Optional<Proof> proof, Optional<Membership> group) {
    this(steps, cost, proof, group, Anchors.UNKNOWN);
  }

  /** Of a device that belongs to no group. */
  public PassResult(List<StepResult> steps, Cost cost, Optional<Proof> proof) {
    this(steps, cost, proof, Optional.empty());
  }

  boolean needsItsOwnEnrollment() {
    return proof.isPresent() && group.filter(Membership::covers).isEmpty();
  }
}
