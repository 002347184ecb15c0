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

  /**
   * The serial that a device already bears, if it is one of the product's range and nobody else's
   * here; else the next one, on the disk before it is used.
   */
  String take(Product product, Optional<Bytes> element, Optional<IdentityRecord> found) {
    if (!(product.serialSource() instanceof SerialSource.Range range)) {
      throw new IllegalStateException("only a range gives serials out");
    }
    Optional<String> borne =
        found
            .map(IdentityRecord::serial)
            .filter(
                serial ->
                    range.number(serial).stream()
                        .anyMatch(number -> adopt(product, number, element)));
    return borne.orElseGet(() -> next(product, range, element));
  }

  private boolean adopt(Product product, long number, Optional<Bytes> element) {
    return element.filter(sha256 -> numbers.adopt(product.name(), number, sha256)).isPresent();
  }

  private String next(Product product, SerialSource.Range range, Optional<Bytes> element) {
    TakenSerial taken = numbers.take(product.name(), range.first(), range.last(), element);
    if (taken instanceof TakenSerial.Taken number) {
      return range.serial(number.number());
    }
    throw ElementException.lasting(
        RunProblems.rangeExhausted(product.name(), range.first(), range.last()));
  }
}
