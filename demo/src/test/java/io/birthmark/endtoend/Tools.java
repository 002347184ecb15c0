package io.birthmark.endtoend;

import io.birthmark.hsm.simulated.SoftwareTpm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Programs that are not ours: tpm2-tools, openssl, sqlite3, jq, curl. */
final class Tools {
  private Tools() {}

  /** A shell line's standard output; fails when the line does. */
  static String run(Map<String, String> environment, String line) {
    try {
      ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", line);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(line + " failed: " + out + err);
      }
      return out.strip();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line, e);
    }
  }

  static String run(SoftwareTpm tpm, String line) {
    return run(Map.of("TPM2TOOLS_TCTI", tpm.tcti()), line);
  }

  static String sqlite(Path database, String query) {
    return run(Map.of("DB", database.toString(), "Q", query), "sqlite3 -readonly \"$DB\" \"$Q\"");
  }

  /** What the TPM holds at the record's index. */
  static String record(SoftwareTpm tpm) {
    return run(tpm, "tpm2_nvread 0x01800100");
  }

  /** The EK at its place, as the service wants it: base64 of TPM2B_PUBLIC. */
  static String endorsementKey(SoftwareTpm tpm) {
    return run(
        tpm, "f=$(mktemp); tpm2_readpublic -Q -c 0x81010001 -f tss -o $f; base64 -w0 $f; rm $f");
  }

  /** What outlives power-off: persistent keys and NV indices. */
  static String written(SoftwareTpm tpm) {
    return run(tpm, "tpm2_getcap handles-persistent; tpm2_getcap handles-nv-index");
  }

  /** Transient objects and loaded sessions. */
  static String leftovers(SoftwareTpm tpm) {
    return run(tpm, "tpm2_getcap handles-transient; tpm2_getcap handles-loaded-session");
  }
}
