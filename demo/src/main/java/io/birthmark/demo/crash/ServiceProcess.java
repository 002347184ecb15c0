package io.birthmark.demo.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The emulated service in a process of its own, which outlives the station. */
final class ServiceProcess implements AutoCloseable {
  private final Process process;

  private ServiceProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it on its directory and waits until it listens.
   *
   * @param more options
   */
  static ServiceProcess start(Path launcher, Path directory, List<String> more) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(launcher.toString(), "--dir", directory.toString()));
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = new ArrayList<>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String text = out.readLine(); text != null; text = out.readLine()) {
      if (text.contains("https://localhost:")) {
        readOn(out);
        return new ServiceProcess(process);
      }
      said.add(text);
    }
    throw new IOException("the service does not start:\n" + String.join("\n", said));
  }

  /** A process whose output nobody reads would stop in the middle of a line. */
  private static void readOn(BufferedReader out) {
    Thread reader =
        new Thread(
            () -> {
              try (out) {
                out.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // The process has ended.
              }
            },
            "service's log");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
