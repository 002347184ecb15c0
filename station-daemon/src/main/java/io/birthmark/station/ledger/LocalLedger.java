package io.birthmark.station.ledger;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.station.database.Row;
import io.birthmark.station.database.Transaction;
import io.birthmark.station.ledger.Clash.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** One station's ledger: tables beside its journal. */
public final class LocalLedger implements Ledger {
  static final String HOLDING =
      "SELECT serial, registration_id, hardware, token, key, run, slot, at, confirmed, work_order"
          + " FROM ledger WHERE ";

  private final OrderBook orders = new LocalOrderBook();

  @Override
  public Answer reserve(
      Transaction tx, RunId run, String slot, Instant at, Claim claim, Build build) {
    Optional<Holding> own =
        holderOfSerial(tx, claim.serial()).filter(held -> claim.continues(held.claim()));
    Optional<Clash> clash = clash(tx, claim, own);
    if (clash.isPresent()) {
      return new Answer.Refused(clash.get());
    }
    if (own.isPresent()) {
      learn(tx, own.get().claim(), claim);
      return new Answer.Reserved(
          holderOfSerial(tx, claim.serial()).orElseThrow(), /* continued= */ true);
    }
    OrderBook.Turn turn = orders.next(tx, build);
    if (turn instanceof OrderBook.Turn.None none) {
      return new Answer.NoPiece(none.why());
    }
    Optional<String> order =
        turn instanceof OrderBook.Turn.Of piece
            ? Optional.of(piece.order().number())
            : Optional.empty();
    tx.change(
        "INSERT INTO ledger"
            + " (serial, registration_id, hardware, token, key, run, slot, at, confirmed,"
            + " work_order) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        claim.serial(),
        claim.registrationId(),
        claim.hardware().map(Hardware::sha256),
        claim.isToken(),
        claim.key(),
        run.number(),
        slot,
        at,
        order);
    return new Answer.Reserved(
        new Holding(claim, run, slot, at, false, order), /* continued= */ false);
  }

  @Override
  public void confirm(Transaction tx, RunId run, String serial) {
    tx.change("UPDATE ledger SET confirmed = 1 WHERE serial = ? AND confirmed = 0", serial);
  }

  @Override
  public void release(Transaction tx, RunId run, String serial) {
    int released =
        tx.change(
            "DELETE FROM ledger WHERE serial = ? AND run = ? AND confirmed = 0",
            serial,
            run.number());
    if (released > 0) {
      forgetFormerKeys(tx, serial);
    }
  }

  @Override
  public void free(Transaction tx, String serial) {
    tx.change("DELETE FROM ledger WHERE serial = ?", serial);
    forgetFormerKeys(tx, serial);
  }

  private static void forgetFormerKeys(Transaction tx, String serial) {
    tx.change("DELETE FROM ledger_former_keys WHERE serial = ?", serial);
  }

  @Override
  public Optional<Holding> holderOfSerial(Transaction tx, String serial) {
    return tx.first(HOLDING + "serial = ?", LocalLedger::holding, serial);
  }

  @Override
  public OrderBook orders() {
    return orders;
  }

  private static void learn(Transaction tx, Claim held, Claim claim) {
    if (held.hardware().isEmpty() && claim.hardware().isPresent()) {
      tx.change(
          "UPDATE ledger SET hardware = ?, token = ? WHERE serial = ?",
          claim.hardware().map(Hardware::sha256),
          claim.isToken(),
          claim.serial());
    }
    claim
        .key()
        .filter(key -> !held.key().equals(Optional.of(key)))
        .ifPresent(
            key -> {
              tx.change("UPDATE ledger SET key = ? WHERE serial = ?", key, claim.serial());
              held.key().ifPresent(former -> keep(tx, former, claim.serial()));
            });
  }

  private static void keep(Transaction tx, Bytes formerKey, String serial) {
    tx.change(
        "INSERT OR IGNORE INTO ledger_former_keys (key, serial) VALUES (?, ?)", formerKey, serial);
  }

  // The hardware first: whoever holds it is the device in the slot, which explains the rest.
  private static Optional<Clash> clash(Transaction tx, Claim claim, Optional<Holding> own) {
    Stream<Optional<Clash>> all =
        Stream.of(
            claim
                .hardware()
                .flatMap(
                    one ->
                        held(
                            tx,
                            "hardware = ?",
                            one.sha256(),
                            Kind.of(one.kind()),
                            one.sha256().hex(),
                            claim)),
            held(tx, "serial = ?", claim.serial(), Kind.SERIAL, claim.serial(), claim),
            held(
                tx,
                "registration_id = ?",
                claim.registrationId(),
                Kind.REGISTRATION_ID,
                claim.registrationId(),
                claim),
            claim.key().flatMap(key -> held(tx, "key = ?", key, Kind.KEY, key.hex(), claim)),
            claim
                .key()
                .flatMap(
                    key ->
                        held(
                            tx,
                            "serial = (SELECT serial FROM ledger_former_keys WHERE key = ?)",
                            key,
                            Kind.KEY,
                            key.hex(),
                            claim)));
    return all.flatMap(Optional::stream)
        .filter(clash -> !Optional.of(clash.holder()).equals(own))
        .findFirst();
  }

  private static Optional<Clash> held(
      Transaction tx, String where, Object value, Kind kind, String shown, Claim claim) {
    return tx.first(HOLDING + where, LocalLedger::holding, value)
        .map(holder -> new Clash(kind, shown, claim, holder));
  }

  static Holding holding(Row row) {
    Optional<Bytes> hash = row.maybeBytes("hardware");
    Hardware.Kind kind = row.flag("token") ? Hardware.Kind.TOKEN : Hardware.Kind.TPM;
    return new Holding(
        new Claim(
            row.text("serial"),
            row.text("registration_id"),
            hash.map(sha256 -> new Hardware(kind, sha256)),
            row.maybeBytes("key")),
        new RunId(row.number("run")),
        row.text("slot"),
        row.time("at"),
        row.flag("confirmed"),
        row.maybeText("work_order"));
  }
}
