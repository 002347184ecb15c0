package io.birthmark.station.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** {@code serial_from} of a product, and the keys that go with a range. */
final class SerialSourceKeys {
  private static final List<String> RANGE_ONLY =
      List.of("serial_first", "serial_last", "serial_format");

  /** Up to 18 digits, so that nothing overflows. */
  private static final long LARGEST = 999_999_999_999_999_999L;

  /** A range up to this size is checked number by number, a larger one where its form changes. */
  private static final int CHECKED_ONE_BY_ONE = 1000;

  private enum From implements Word {
    SCAN("scan"),
    RANGE("range"),
    ELEMENT("element");

    private final String word;

    From(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  private SerialSourceKeys() {}

  static SerialSource read(Section section, CheckDigit check) {
    boolean understood = true;
    Optional<From> from = section.oneOf("serial_from", From.class);
    if (section.has("serial_from") && from.isEmpty()) {
      understood = false;
    }
    if (from.equals(Optional.of(From.RANGE))) {
      return range(section, check);
    }
    if (understood) {
      RANGE_ONLY.stream()
          .filter(section::has)
          .forEach(key -> section.errorOfTheWhole(key, "only goes with serial_from = \"range\""));
    }
    return from.equals(Optional.of(From.ELEMENT))
        ? new SerialSource.Element()
        : new SerialSource.Scan();
  }

  private static SerialSource range(Section section, CheckDigit check) {
    for (String key : List.of("serial_first", "serial_last")) {
      if (!section.has(key)) {
        section.missing(key, "a whole number, as serial_from is \"range\"");
      }
    }
    Optional<Long> first = section.number("serial_first", 0, LARGEST);
    Optional<Long> last = section.number("serial_last", 0, LARGEST);
    Optional<SerialFormat> format =
        section.parsed("serial_format", text -> SerialFormat.parse(text, check));
    if (first.isEmpty() || last.isEmpty() || (section.has("serial_format") && format.isEmpty())) {
      return new SerialSource.Scan();
    }
    if (last.get() < first.get()) {
      section.error("serial_last", "must not be less than serial_first, which is " + first.get());
      return new SerialSource.Scan();
    }
    return new SerialSource.Range(
        first.get(), last.get(), format.orElse(SerialFormat.plain(check)));
  }

  /** Found now, not when the line has counted there on a Friday night. */
  static void checkAgainstRules(Section section, Product product, SerialSource.Range range) {
    String key = section.has("serial_format") ? "serial_format" : "serial_last";
    numbersToCheck(range)
        .mapToObj(range::serial)
        .flatMap(serial -> product.whyNot(serial).stream())
        .findFirst()
        .ifPresent(why -> section.error(key, "does not fit the product's rules: " + why));
  }

  private static LongStream numbersToCheck(SerialSource.Range range) {
    if (range.last() - range.first() < CHECKED_ONE_BY_ONE) {
      return LongStream.rangeClosed(range.first(), range.last());
    }
    LongStream whereDigitsAreAdded =
        LongStream.iterate(10, n -> n <= LARGEST, n -> n * 10)
            .flatMap(n -> LongStream.of(n - 1, n))
            .filter(range::contains);
    return LongStream.concat(LongStream.of(range.first(), range.last()), whereDigitsAreAdded);
  }
}
