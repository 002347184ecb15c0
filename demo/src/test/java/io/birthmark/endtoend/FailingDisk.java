package io.birthmark.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** As long as it is open, every write to a file fails that a process asks the kernel for. */
final class FailingDisk implements AutoCloseable {
  private final Process strace;

  private FailingDisk(Process strace) {
    this.strace = strace;
  }

  /**
   * A disk that fails.
   *
   * @param error as errno(3) has it, for example {@code ENOSPC}
   */
  static FailingDisk of(Forked process, Path folder, String error)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "strace", ".err");
    Process strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-p",
                Long.toString(process.handle().pid()),
                "-o",
                "/dev/null",
                "-e",
                "trace=pwrite64",
                "-e",
                "inject=pwrite64:error=" + error)
            .redirectInput(new File("/dev/null"))
            .redirectError(said.toFile())
            .start();
    for (int i = 0; i < 1000 && !Files.readString(said).contains("attached"); i++) {
      assumeTrue(strace.isAlive(), "strace may not attach here: " + Files.readString(said));
      Thread.sleep(10);
    }
    return new FailingDisk(strace);
  }

  @Override
  public void close() throws InterruptedException {
    // It lets go of the process when it is asked to end, not when it is killed.
    strace.destroy();
    if (!strace.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("strace does not end");
    }
  }
}
