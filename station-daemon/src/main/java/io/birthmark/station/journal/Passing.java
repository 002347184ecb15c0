package io.birthmark.station.journal;

import io.birthmark.hsm.Hardware;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.journal.EventLog.Subject;
import io.birthmark.station.ledger.Ledger;
import io.birthmark.station.ledger.RunId;
import io.birthmark.station.ledger.WorkOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes true when an identity was read back from its device, inside the journal's
 * transaction.
 */
final class Passing {
  private Passing() {}

  /**
   * Device, ledger and the queued enrollment become true together.
   *
   * @param event what the journal calls it
   */
  static Passed provisioned(
      Transaction tx,
      Ledger ledger,
      RunId run,
      DeviceId id,
      String who,
      Instant now,
      PassResult result,
      String event) {
    DeviceRow device = Devices.require(tx, id);
    if (!device.state().live()) {
      throw new IllegalStateException(
          "run " + run + " passed on a device that is " + device.state());
    }
    ledger.confirm(tx, run, device.serial());
    SerialNumbers.passed(tx, device.product(), device.hardware().map(Hardware::sha256));
    tx.change(
        "UPDATE devices SET state = 'provisioned',"
            + " provisioned_at = coalesce(provisioned_at, ?),"
            + " attestation = coalesce(?, attestation), evidence = coalesce(?, evidence),"
            + " enrollment_group = ?, group_covers = ?, issuer = ? WHERE id = ?",
        now,
        result.proof().map(proof -> proof.attestation().word()),
        result.proof().map(Proof::evidence),
        result.group().map(Membership::group),
        result.group().map(Membership::covers),
        Groups.issuer(tx, result.issuer()),
        id.number());
    result
        .group()
        .ifPresent(
            group -> result.proof().ifPresent(p -> Groups.joined(tx, group, p.attestation())));
    Optional<EnrollmentId> queued =
        result.needsItsOwnEnrollment() ? Intents.queueCreate(tx, id, now) : Optional.empty();
    EventLog.append(tx, now, who, event, Subject.of(run, id).with(queued));
    Optional<WorkOrder> order = ledger.orders().pieceOf(tx, device.serial());
    if (device.state() == DeviceState.BEGUN) {
      order.filter(WorkOrder::complete).ifPresent(done -> noteComplete(tx, now, run, id, done));
    }
    return new Passed(run, id, queued, order);
  }

  private static void noteComplete(
      Transaction tx, Instant now, RunId run, DeviceId last, WorkOrder order) {
    EventLog.append(
        tx,
        now,
        EventLog.STATION,
        "order.completed",
        Subject.of(run, last),
        Json.object().put("order", order.number()).put("quantity", order.quantity()));
  }
}
