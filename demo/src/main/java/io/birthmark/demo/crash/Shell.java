package io.birthmark.demo.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Lines for bash: how the programs that are not ours are called. */
final class Shell {
  private Shell() {}

  /** A script's standard output. */
  static String run(Map<String, String> environment, String script)
      throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("script", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
      builder.redirectError(complaints.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(
            "a script failed:\n" + script + "\n" + out + Files.readString(complaints));
      }
      return out.strip();
    } finally {
      Files.delete(complaints);
    }
  }
}
