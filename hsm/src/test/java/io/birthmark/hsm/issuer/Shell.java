package io.birthmark.hsm.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs tools that are not ours: openssl, pkcs11-tool. */
record Shell(Path folder, Map<String, String> environment) {

  static Shell in(Path folder) {
    return new Shell(folder, Map.of());
  }

  /** Standard output and standard error of a shell line; fails with it. */
  String run(String line) {
    Result result = attempt(line);
    if (result.status() != 0) {
      throw new AssertionError(line + " failed: " + result.output());
    }
    return result.output();
  }

  record Result(int status, String output) {}

  Result attempt(String line) {
    try {
      ProcessBuilder builder = new ProcessBuilder("bash", "-euc", line).directory(folder.toFile());
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new AssertionError(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line, e);
    }
  }
}
