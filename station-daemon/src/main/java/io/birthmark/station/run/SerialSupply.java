package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.journal.SerialNumbers;
import io.birthmark.station.journal.TakenSerial;
import java.util.Optional;

/** Where a product's serials come from. */
public final class SerialSupply {
  private final SerialNumbers numbers;

  public SerialSupply(SerialNumbers numbers) {
    this.numbers = numbers;
  }

  /** Whether a person has to give the serial. */
  boolean asksFor(Product product) {
    return product.serialSource() instanceof SerialSource.Scan;
  }

  /**
   * The serial that a device already bears, if it is one of the product's range and nobody else's
   * here; else the next one, on the disk before it is used.
   */
  String take(Product product, Bytes ekSha256, Optional<IdentityRecord> found) {
    if (!(product.serialSource() instanceof SerialSource.Range range)) {
      throw new IllegalStateException("only a range gives serials out");
    }
    Optional<String> borne =
        found
            .map(IdentityRecord::serial)
            .filter(
                serial ->
                    range.number(serial).stream()
                        .anyMatch(number -> numbers.adopt(product.name(), number, ekSha256)));
    return borne.orElseGet(() -> next(product, range, ekSha256));
  }

  private String next(Product product, SerialSource.Range range, Bytes ekSha256) {
    TakenSerial taken = numbers.take(product.name(), range.first(), range.last(), ekSha256);
    if (taken instanceof TakenSerial.Taken number) {
      return range.serial(number.number());
    }
    throw ElementException.lasting(
        RunProblems.rangeExhausted(product.name(), range.first(), range.last()));
  }
}
