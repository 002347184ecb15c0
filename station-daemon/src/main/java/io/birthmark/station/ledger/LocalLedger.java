package io.birthmark.station.ledger;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.Clash.Kind;
import java.time.Instant;
import java.util.Optional;

/** One station's ledger: a table beside its journal. */
public final class LocalLedger implements Ledger {
  private static final String HOLDING =
      "SELECT serial, registration_id, ek, key, run, slot, at, confirmed FROM ledger WHERE ";

  @Override
  public Answer reserve(Transaction tx, RunId run, String slot, Instant at, Claim claim) {
    Optional<Holding> own =
        holderOfSerial(tx, claim.serial()).filter(held -> held.claim().sameDevice(claim));
    Optional<Clash> clash = own.isPresent() ? keyClash(tx, claim) : clash(tx, claim);
    if (clash.isPresent()) {
      return new Answer.Refused(clash.get());
    }
    if (own.isPresent()) {
      claim.key().ifPresent(key -> renewKey(tx, claim.serial(), key));
      return new Answer.Reserved(
          holderOfSerial(tx, claim.serial()).orElseThrow(), /* continued= */ true);
    }
    tx.change(
        "INSERT INTO ledger (serial, registration_id, ek, key, run, slot, at, confirmed)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        claim.serial(),
        claim.registrationId(),
        claim.ek(),
        claim.key(),
        run.number(),
        slot,
        at);
    return new Answer.Reserved(new Holding(claim, run, slot, at, false), /* continued= */ false);
  }

  @Override
  public void confirm(Transaction tx, RunId run, String serial) {
    tx.change("UPDATE ledger SET confirmed = 1 WHERE serial = ? AND confirmed = 0", serial);
  }

  @Override
  public void release(Transaction tx, RunId run, String serial) {
    tx.change(
        "DELETE FROM ledger WHERE serial = ? AND run = ? AND confirmed = 0", serial, run.number());
  }

  @Override
  public void free(Transaction tx, String serial) {
    tx.change("DELETE FROM ledger WHERE serial = ?", serial);
  }

  @Override
  public Optional<Holding> holderOfSerial(Transaction tx, String serial) {
    return tx.first(HOLDING + "serial = ?", LocalLedger::holding, serial);
  }

  private static void renewKey(Transaction tx, String serial, Bytes key) {
    tx.change("UPDATE ledger SET key = ? WHERE serial = ? AND key IS NOT ?", key, serial, key);
  }

  // The EK first: whoever holds the EK is the hardware in the slot, which explains the rest.
  private Optional<Clash> clash(Transaction tx, Claim claim) {
    return claim
        .ek()
        .flatMap(ek -> held(tx, "ek = ?", ek, Kind.EK, ek.hex(), claim))
        .or(() -> held(tx, "serial = ?", claim.serial(), Kind.SERIAL, claim.serial(), claim))
        .or(
            () ->
                held(
                    tx,
                    "registration_id = ?",
                    claim.registrationId(),
                    Kind.REGISTRATION_ID,
                    claim.registrationId(),
                    claim))
        .or(() -> keyClash(tx, claim));
  }

  private Optional<Clash> keyClash(Transaction tx, Claim claim) {
    return claim
        .key()
        .flatMap(key -> held(tx, "key = ?", key, Kind.KEY, key.hex(), claim))
        .filter(clash -> !clash.holder().claim().sameDevice(claim));
  }

  private static Optional<Clash> held(
      Transaction tx, String where, Object value, Kind kind, String shown, Claim claim) {
    return tx.first(HOLDING + where, LocalLedger::holding, value)
        .map(holder -> new Clash(kind, shown, claim, holder));
  }

  private static Holding holding(Row row) {
    return new Holding(
        new Claim(
            row.text("serial"),
            row.text("registration_id"),
            row.maybeBytes("ek"),
            row.maybeBytes("key")),
        new RunId(row.number("run")),
        row.text("slot"),
        row.time("at"),
        row.flag("confirmed"));
  }
}
