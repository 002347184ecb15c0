package io.birthmark.station.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where labels go. */
public sealed interface PrinterAddress {
  String RULE = "tcp://HOST:PORT, ipp://HOST:PORT/printers/QUEUE, dir:/PATH or exec:COMMAND";

  Pattern IPP = Pattern.compile("ipp://([^/]+)/[A-Za-z0-9._/-]+");

  /** A ZPL printer at its own port. */
  record Raw(String host, int port) implements PrinterAddress {}

  /** A queue, or a printer that speaks IPP. */
  record Ipp(URI address) implements PrinterAddress {}

  /** A folder that something else prints from. */
  record Folder(Path path) implements PrinterAddress {}

  /** A command with the label on its standard input. */
  record Command(String line) implements PrinterAddress {}

  static Parsed<PrinterAddress> parse(String text) {
    Parsed<PrinterAddress> bad = new Parsed.Bad<>("must be " + RULE + ", got " + Quoted.of(text));
    if (text.startsWith("tcp://")) {
      return HostPort.parse(text.substring(6), 9100)
          .<Parsed<PrinterAddress>>map(at -> new Parsed.Good<>(new Raw(at.host(), at.port())))
          .orElse(bad);
    }
    try {
      Matcher ipp = IPP.matcher(text);
      if (ipp.matches() && HostPort.parse(ipp.group(1), 631).isPresent()) {
        return new Parsed.Good<>(new Ipp(URI.create(text)));
      }
      if (text.startsWith("dir:/")) {
        return new Parsed.Good<>(new Folder(Path.of(text.substring(4))));
      }
    } catch (IllegalArgumentException e) {
      return bad;
    }
    return text.startsWith("exec:") && text.length() > 5
        ? new Parsed.Good<>(new Command(text.substring(5)))
        : bad;
  }
}
