package io.birthmark.hsm.tpm.transport;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a slot's TPM is reached, as it stands in the configuration: {@code /dev/tpmrm0}, {@code
 * tcp:HOST:PORT}, {@code unix:PATH} or {@code exec:COMMAND}.
 */
public sealed interface TpmAddress {

  /** A character device of the kernel's TPM driver. */
  record Device(Path path) implements TpmAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** A TCP socket that speaks raw TPM commands, such as swtpm's. */
  record Tcp(String host, int port) implements TpmAddress {
    @Override
    public String toString() {
      return "tcp:" + host + ":" + port;
    }
  }

  /** A UNIX socket that speaks raw TPM commands. */
  record Unix(Path path) implements TpmAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * A program that takes commands on its standard input and gives responses on its standard output,
   * such as {@code ssh dut tpm2_send}. No shell is involved.
   */
  record Exec(List<String> argv) implements TpmAddress {
    public Exec {
      argv = List.copyOf(argv);
    }

    @Override
    public String toString() {
      return "exec:" + String.join(" ", argv);
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static TpmAddress parse(String text) {
    if (text.startsWith("tcp:")) {
      int colon = text.lastIndexOf(':');
      if (colon <= 4 || text.substring(4, colon).isBlank()) {
        throw new IllegalArgumentException("\"" + text + "\" is not tcp:HOST:PORT");
      }
      return new Tcp(unbracketed(text.substring(4, colon)), port(text, text.substring(colon + 1)));
    }
    if (text.startsWith("unix:")) {
      if (text.length() == 5) {
        throw new IllegalArgumentException("\"unix:\" lacks the socket's path");
      }
      return new Unix(Path.of(text.substring(5)));
    }
    if (text.startsWith("exec:")) {
      List<String> argv = CommandLine.split(text.substring(5));
      if (argv.isEmpty() || argv.get(0).isEmpty()) {
        throw new IllegalArgumentException("\"exec:\" lacks the command");
      }
      return new Exec(argv);
    }
    if (text.startsWith("/")) {
      return new Device(Path.of(text));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is none of /dev/…, tcp:HOST:PORT, unix:PATH, exec:COMMAND");
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[0-9]+")) {
      throw new IllegalArgumentException("\"" + text + "\" has no port number at its end");
    }
    int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the port in \"" + text + "\" is not 1 to 65535");
    }
    return port;
  }
}
