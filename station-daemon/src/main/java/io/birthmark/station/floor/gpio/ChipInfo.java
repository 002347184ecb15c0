package io.birthmark.station.floor.gpio;

import io.birthmark.station.floor.kernel.DeviceFile;
import io.birthmark.station.floor.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks the kernel about a chip and its lines, without taking one: the lamps do not notice. */
final class ChipInfo {
  /** What every line of this station is called at the kernel, to begin with. */
  static final String OURS = "birthmark";

  /** GPIO_GET_CHIPINFO_IOCTL: _IOR(0xB4, 0x01, struct gpiochip_info): name, label, lines. */
  private static final long CHIP_INFO = 0x8044B401L;

  private static final int CHIP_INFO_SIZE = 68;

  /** GPIO_GET_LINEINFO_IOCTL: _IOWR(0xB4, 0x02, struct gpioline_info): line, flags, two names. */
  private static final long LINE_INFO = 0xC048B402L;

  private static final int LINE_INFO_SIZE = 72;
  private static final int NAME_SIZE = 32;
  private static final int IN_USE = 1;

  private ChipInfo() {}

  /** The chip's label and its number of lines. */
  record Chip(String label, int lines) {
    static Chip of(byte[] answer) {
      return new Chip(text(answer, NAME_SIZE), order(answer).getInt(2 * NAME_SIZE));
    }
  }

  static Chip chip(Path device) throws KernelException {
    try (DeviceFile file = DeviceFile.open(device, DeviceFile.READ_ONLY)) {
      return Chip.of(file.ioctl(CHIP_INFO, new byte[CHIP_INFO_SIZE]));
    }
  }

  static LineUse line(Path device, int line) throws KernelException {
    byte[] question = new byte[LINE_INFO_SIZE];
    ByteBuffer unused = order(question).putInt(0, line);
    try (DeviceFile file = DeviceFile.open(device, DeviceFile.READ_ONLY)) {
      return use(file.ioctl(LINE_INFO, question));
    }
  }

  static LineUse use(byte[] answer) {
    if ((order(answer).getInt(4) & IN_USE) == 0) {
      return new LineUse.Free();
    }
    String holder = text(answer, 8 + NAME_SIZE);
    if (holder.startsWith(OURS)) {
      return new LineUse.Ours();
    }
    return new LineUse.Busy(holder.isEmpty() ? "the kernel" : holder);
  }

  private static ByteBuffer order(byte[] structure) {
    return ByteBuffer.wrap(structure).order(ByteOrder.nativeOrder());
  }

  private static String text(byte[] structure, int at) {
    String text = new String(structure, at, NAME_SIZE, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
