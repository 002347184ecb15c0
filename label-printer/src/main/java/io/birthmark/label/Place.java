package io.birthmark.label;

/**
 * Where a field stands and how it is turned: {@code ^FO} names the left upper corner of the turned
 * field, {@code ^FT} the left end of its baseline, around which it is turned.
 *
 * @param fromBelow whether by {@code ^FT}
 */
record Place(int x, int y, boolean fromBelow, char orientation) {

  /**
   * The upright field.
   *
   * @param base from its top to what {@code ^FT} counts from
   */
  record Box(int wide, int high, int base) {}

  /** How far to the right on the paper a dot of the upright field is. */
  int across(Box box, int dx, int dy) {
    return x
        + switch (orientation) {
          case 'R' -> (fromBelow ? box.base() : box.high()) - 1 - dy;
          case 'I' -> (fromBelow ? 0 : box.wide()) - 1 - dx;
          case 'B' -> fromBelow ? dy - box.base() : dy;
          default -> dx;
        };
  }

  /** How far down. */
  int down(Box box, int dx, int dy) {
    return y
        + switch (orientation) {
          case 'R' -> dx;
          case 'I' -> (fromBelow ? box.base() : box.high()) - 1 - dy;
          case 'B' -> (fromBelow ? 0 : box.wide()) - 1 - dx;
          default -> fromBelow ? dy - box.base() : dy;
        };
  }
}
