package io.birthmark.station.floor.scanner;

import io.birthmark.station.floor.kernel.DeviceFile;
import io.birthmark.station.floor.kernel.KernelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An input device of the kernel, held for us alone: nobody else hears what it types. */
final class EvdevScanner implements Scanner {
  /** EVIOCGRAB of linux/input.h: _IOW('E', 0x90, int). */
  private static final long GRAB = 0x40044590L;

  /** Some scans at once; always whole records. */
  private static final int ROOM = 24 * 64;

  private final DeviceFile device;

  private EvdevScanner(DeviceFile device) {
    this.device = device;
  }

  static EvdevScanner open(Path path) throws KernelException {
    DeviceFile device = DeviceFile.open(path, DeviceFile.READ_ONLY);
    try {
      device.ioctl(GRAB, 1);
      return new EvdevScanner(device);
    } catch (KernelException e) {
      device.close();
      throw e;
    }
  }

  @Override
  public Optional<byte[]> read(Duration limit) throws KernelException {
    return device.read(ROOM, limit);
  }

  /** The grab ends with the descriptor. */
  @Override
  public void close() {
    device.close();
  }
}
