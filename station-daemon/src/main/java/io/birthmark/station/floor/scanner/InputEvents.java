package io.birthmark.station.floor.scanner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is read from an input device into records: a time of two longs, a type and a code of
 * two bytes each, a value of four; in the machine's byte order. So a record has 24 bytes where a
 * long has eight, and 16 where it has four, also with a 64-bit time there.
 */
final class InputEvents {
  private static final int TYPE_CODE_VALUE = 8;

  private final int timeSize;
  private byte[] rest = new byte[0];

  InputEvents(int longSize) {
    this.timeSize = 2 * longSize;
  }

  int recordSize() {
    return timeSize + TYPE_CODE_VALUE;
  }

  /** The records that are complete with these bytes; the beginning of another one is kept. */
  List<InputEvent> add(byte[] bytes) {
    ByteBuffer all = ByteBuffer.allocate(rest.length + bytes.length).order(ByteOrder.nativeOrder());
    all.put(rest).put(bytes).flip();
    List<InputEvent> events = new ArrayList<>();
    while (all.remaining() >= recordSize()) {
      int at = all.position() + timeSize;
      events.add(
          new InputEvent(
              Short.toUnsignedInt(all.getShort(at)),
              Short.toUnsignedInt(all.getShort(at + 2)),
              all.getInt(at + 4)));
      all.position(all.position() + recordSize());
    }
    rest = new byte[all.remaining()];
    all.get(rest);
    return events;
  }
}
