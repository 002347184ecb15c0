package io.birthmark.station.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads an operator's connection string. */
record ConnectionStringSource(CommandSpec spec) {
  private static final int LARGEST = 4096;

  /**
   * Reads it from {@code file}, or from standard input without one.
   *
   * @throws ParameterException when there is none; the message quotes nothing of what was read
   */
  String read(@Nullable Path file) {
    try {
      if (file == null) {
        if (Terminal.isStandardInput()) {
          throw wrong("name the file with --connection-string-file, or pipe the string in");
        }
        return text(System.in, "standard input");
      }
      warnOfLooseMode(file);
      try (InputStream in = Files.newInputStream(file)) {
        return text(in, file.toString());
      }
    } catch (IOException e) {
      throw wrong("the connection string cannot be read from " + file + ": " + e.getMessage());
    }
  }

  private String text(InputStream in, String from) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST + 1);
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || bytes.length > LARGEST) {
      throw wrong(from + (text.isEmpty() ? " is empty" : " is larger than any connection string"));
    }
    return text;
  }

  private void warnOfLooseMode(Path file) throws IOException {
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    if (!mode.endsWith("------")) {
      spec.commandLine()
          .getErr()
          .println(
              file
                  + " has mode "
                  + mode
                  + ", so others can get at the secret in it. Run: chmod 0600 "
                  + file);
    }
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
