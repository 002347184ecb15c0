package io.birthmark.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;

/** A disk that is soon full; its test is skipped where none can be mounted. */
record SmallDisk(Path folder) implements AutoCloseable {

  static SmallDisk at(Path folder, int mebibytes) {
    assumeTrue(
        Tools.run(Map.of(), "id -u").equals("0"), "only root can mount a small disk to fill");
    String said =
        Tools.run(
            Map.of("D", folder.toString(), "S", mebibytes + "m"),
            "mkdir $D; mount -t tmpfs -o size=$S none $D 2>&1 || echo 'cannot mount'");
    assumeTrue(said.isEmpty(), "a small disk cannot be mounted here: " + said);
    return new SmallDisk(folder);
  }

  /** Takes all the room there is. */
  Path fill() {
    Path filler = folder.resolve("filler");
    String unused =
        Tools.run(
            Map.of("F", filler.toString()),
            "for size in 65536 4096 1; do"
                + " dd if=/dev/zero bs=$size oflag=append conv=notrunc of=$F 2> /dev/null || true;"
                + " done");
    return filler;
  }

  Path fill(int mebibytes) {
    Path filler = folder.resolve("filler");
    String unused =
        Tools.run(
            Map.of("F", filler.toString(), "N", Integer.toString(mebibytes)),
            "dd if=/dev/zero bs=1M count=$N of=$F 2> /dev/null");
    return filler;
  }

  /** As the kernel leaves it after an error, and as a person mounts it again. */
  void remount(String mode) {
    String unused = Tools.run(Map.of("D", folder.toString(), "M", mode), "mount -o remount,$M $D");
  }

  @Override
  public void close() {
    String unused = Tools.run(Map.of("D", folder.toString()), "umount $D");
  }
}
