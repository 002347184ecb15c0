package io.birthmark.station.floor.scanner;

import io.birthmark.station.floor.kernel.DeviceFile;
import io.birthmark.station.floor.kernel.KernelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A keyboard that the kernel makes by {@code /dev/uinput}, for a test to type on. */
final class VirtualKeyboard implements AutoCloseable {
  static final Path UINPUT = Path.of("/dev/uinput");

  /** UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_CREATE, UI_DEV_DESTROY of linux/uinput.h. */
  private static final long SET_EVENT = 0x40045564L;

  private static final long SET_KEY = 0x40045565L;
  private static final long CREATE = 0x5501L;
  private static final long DESTROY = 0x5502L;

  /** struct uinput_user_dev: a name of 80 bytes, four shorts, a number, and four times 64 more. */
  private static final int USER_DEVICE = 80 + 8 + 4 + 4 * 64 * 4;

  private static final int USB = 3;

  private final DeviceFile uinput;
  private final String name = "birthmark test scanner " + ProcessHandle.current().pid();

  VirtualKeyboard() throws KernelException {
    uinput = DeviceFile.open(UINPUT, DeviceFile.WRITE_ONLY);
    uinput.ioctl(SET_EVENT, InputEvent.KEY);
    for (int key = 1; key < 128; key++) {
      uinput.ioctl(SET_KEY, key);
    }
    ByteBuffer device = ByteBuffer.allocate(USER_DEVICE).order(ByteOrder.nativeOrder());
    device.put(name.getBytes(StandardCharsets.US_ASCII)).position(80);
    device.putShort((short) USB).putShort((short) 1).putShort((short) 1).putShort((short) 1);
    uinput.write(device.array());
    uinput.ioctl(CREATE, 0);
  }

  /** Its input device, once the kernel and udev have made it. */
  Path device() throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      for (Path input : events()) {
        Path nameFile = input.resolve("device/name");
        Path device = Path.of("/dev/input").resolve(input.getFileName());
        if (Files.exists(nameFile)
            && Files.readString(nameFile).strip().equals(name)
            && Files.isReadable(device)) {
          return device;
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the kernel has made no input device called " + name);
  }

  private static List<Path> events() throws IOException {
    try (Stream<Path> inputs = Files.list(Path.of("/sys/class/input"))) {
      return inputs.filter(input -> input.getFileName().toString().startsWith("event")).toList();
    }
  }

  void type(byte[] events) throws KernelException {
    uinput.write(events);
  }

  @Override
  public void close() throws KernelException {
    try {
      uinput.ioctl(DESTROY, 0);
    } finally {
      uinput.close();
    }
  }
}
