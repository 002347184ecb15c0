package io.birthmark.hsm.tpm;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs tools that are not ours against a software TPM. */
final class Tools {
  private Tools() {}

  /** A shell line with {@code TPM2TOOLS_TCTI} set; returns its standard output, fails with it. */
  static String run(SoftwareTpm tpm, String line) {
    return new String(bytes(tpm, line), StandardCharsets.UTF_8).strip();
  }

  static byte[] bytes(SoftwareTpm tpm, String line) {
    try {
      ProcessBuilder builder = new ProcessBuilder("bash", "-euc", line);
      builder.environment().putAll(Map.of("TPM2TOOLS_TCTI", tpm.tcti()));
      builder.redirectError(ProcessBuilder.Redirect.PIPE);
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(
            line + " failed: " + new String(out, StandardCharsets.UTF_8) + err);
      }
      return out;
    } catch (IOException e) {
      throw new AssertionError(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line, e);
    }
  }
}
