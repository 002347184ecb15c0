package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Snapshot;
import io.birthmark.station.database.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Serial numbers from a range: the next one, on the disk before anyone sees it, never the same one
 * for two devices. The range may be changed; numbers already given out stay given out.
 */
public final class SerialNumbers {
  private final Database database;
  private final Clock clock;

  public SerialNumbers(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Takes the next number for one device. A device that took one and has not passed yet gets its
   * own again; one that has passed is found by {@link Devices#byHardware} and needs none.
   *
   * @param element the SHA-256 that tells the device from others; empty for a blank token, which
   *     gets the number when it has a name ({@link #bind}), and another one if it never comes to
   *     that
   */
  public TakenSerial take(String product, long first, long last, Optional<Bytes> element) {
    return database.write(
        tx -> {
          Optional<Long> own =
              tx.first(
                  "SELECT number FROM serial_numbers WHERE element = ? AND product = ?",
                  row -> row.number("number"),
                  element,
                  product);
          if (own.isPresent()) {
            return new TakenSerial.Taken(own.get());
          }
          long next = next(tx, product, first, last);
          if (next > last) {
            return new TakenSerial.Exhausted(product, first, last);
          }
          Instant now = clock.instant();
          tx.change(
              "INSERT INTO serial_numbers (product, number, taken_at, passed, element)"
                  + " VALUES (?, ?, ?, 0, ?)",
              product,
              next,
              now,
              element);
          return new TakenSerial.Taken(next);
        });
  }

  /**
   * Takes a number that a device already bears, which this journal does not know of: it is an older
   * copy, put back after a crash.
   *
   * @return false when the number is another device's here
   */
  public boolean adopt(String product, long number, Bytes element) {
    return database.write(
        tx -> {
          int added =
              tx.change(
                  "INSERT OR IGNORE INTO serial_numbers"
                      + " (product, number, taken_at, passed, element) VALUES (?, ?, ?, 0, ?)",
                  product,
                  number,
                  clock.instant(),
                  element);
          return added == 1
              || tx.first(
                      "SELECT 1 AS one FROM serial_numbers"
                          + " WHERE product = ? AND number = ? AND element = ?",
                      row -> row.number("one"),
                      product,
                      number,
                      element)
                  .isPresent();
        });
  }

  /** Numbers whose runs did not pass, oldest first; not those of runs that are open now. */
  public List<OrphanedSerial> orphaned() {
    return database.read(
        snapshot ->
            snapshot.list(
                "SELECT n.product, n.number, n.taken_at FROM serial_numbers n"
                    + " WHERE n.passed = 0 AND NOT EXISTS (SELECT 1 FROM devices d"
                    + " JOIN runs r ON r.device = d.id AND r.outcome IS NULL"
                    + " WHERE d.hardware = n.element) ORDER BY n.taken_at",
                row ->
                    new OrphanedSerial(
                        row.text("product"), row.number("number"), row.time("taken_at"))));
  }

  private static long next(Snapshot tx, String product, long first, long last) {
    return tx.first(
            "SELECT max(number) AS highest FROM serial_numbers"
                + " WHERE product = ? AND number BETWEEN ? AND ?",
            row -> row.maybeNumber("highest"),
            product,
            first,
            last)
        .flatMap(highest -> highest.stream().boxed().findFirst())
        .map(highest -> highest + 1)
        .map(next -> Math.max(next, floor(tx, product)))
        .orElseGet(() -> Math.max(first, floor(tx, product)));
  }

  private static long floor(Snapshot snapshot, String product) {
    return snapshot
        .first(
            "SELECT next FROM serial_floors WHERE product = ?", row -> row.number("next"), product)
        .orElse(Long.MIN_VALUE);
  }

  /** No number below is given out any more; one that is in a device already stays good. */
  static void goOnFrom(Transaction tx, String product, long next) {
    tx.change(
        "INSERT INTO serial_floors (product, next) VALUES (?, ?)"
            + " ON CONFLICT (product) DO UPDATE SET next = max(next, excluded.next)",
        product,
        next);
  }

  /** The first number of a product that surely was never given out. */
  public long next(String product, long first, long last) {
    return database.read(snapshot -> next(snapshot, product, first, last));
  }

  /** The number that was taken for a blank token is this element's. */
  static void bind(Transaction tx, String product, long number, Bytes element) {
    tx.change(
        "UPDATE serial_numbers SET element = ?"
            + " WHERE product = ? AND number = ? AND element IS NULL AND passed = 0",
        element,
        product,
        number);
  }

  /** The device keeps its number for good; its hash has done its work and gives way. */
  static void passed(Transaction tx, String product, Optional<Bytes> element) {
    tx.change(
        "UPDATE serial_numbers SET passed = 1, element = NULL WHERE element = ? AND product = ?",
        element,
        product);
  }

  /** The device was voided: its number stays orphaned, and it may take a new one. */
  static void forget(Transaction tx, Optional<Bytes> element) {
    tx.change("UPDATE serial_numbers SET element = NULL WHERE element = ?", element);
  }
}
