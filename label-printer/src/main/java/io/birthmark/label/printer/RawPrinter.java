package io.birthmark.label.printer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A ZPL printer at a TCP port, usually 9100. It is asked for its host status before and after: a
 * label is printed when the printer has none left and nothing stands in its way.
 */
public final class RawPrinter implements Printer {
  private final String host;
  private final int port;
  private final String where;
  private final PrinterLimits limits;

  public RawPrinter(String host, int port, PrinterLimits limits) {
    this.host = host;
    this.port = port;
    this.where = host + ":" + port;
    this.limits = limits;
  }

  /** The answer to a question, or what is wrong with it. */
  private sealed interface Heard {
    record Status(HostStatus status) implements Heard {}

    record Nothing(Trouble trouble) implements Heard {}
  }

  @Override
  public Optional<Trouble> trouble() {
    try (Socket socket = connect()) {
      Heard heard = ask(socket);
      return heard instanceof Heard.Nothing nothing
          ? Optional.of(nothing.trouble())
          : ((Heard.Status) heard).status().trouble(where);
    } catch (IOException e) {
      return Optional.of(Trouble.unreachable(where, reason(e)));
    }
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    try (Socket socket = connect()) {
      Heard before = ask(socket);
      if (before instanceof Heard.Nothing nothing) {
        return new Printing.NotPrinted(nothing.trouble());
      }
      Optional<Trouble> trouble = ((Heard.Status) before).status().trouble(where);
      return trouble.isPresent()
          ? new Printing.NotPrinted(trouble.get())
          : send(socket, label, ((Heard.Status) before).status().waiting());
    } catch (IOException e) {
      return new Printing.NotPrinted(Trouble.unreachable(where, reason(e)));
    }
  }

  /** A printer that has no memory of labels cannot say. */
  @Override
  public Printing lookUp(PrintJob job) {
    return new Printing.Unknown(Trouble.lost(where, "it keeps no list of what it printed"));
  }

  /** From here on nothing is certain until the printer says so. */
  private Printing send(Socket socket, byte[] label, int waitedBefore) {
    try {
      socket.getOutputStream().write(label);
      socket.getOutputStream().flush();
      return follow(socket, waitedBefore);
    } catch (IOException e) {
      return new Printing.Unknown(Trouble.lost(where, reason(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where, "the station is stopping"));
    }
  }

  private Printing follow(Socket socket, int waitedBefore)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.whole().toNanos();
    Trouble last = Trouble.lost(where, "it was not waited for");
    while (System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(limits.pause().toNanos());
      Heard heard = ask(socket);
      if (heard instanceof Heard.Nothing nothing) {
        return new Printing.Unknown(nothing.trouble());
      }
      HostStatus status = ((Heard.Status) heard).status();
      Optional<Trouble> trouble = status.trouble(where);
      if (trouble.isEmpty() && status.waiting() <= waitedBefore) {
        return new Printing.Printed();
      }
      last = trouble.orElseGet(() -> Trouble.lost(where, "it still has labels waiting"));
    }
    // It holds the label and prints it when it can: to send it again would make two.
    return new Printing.Unknown(last);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      int millis = (int) limits.answer().toMillis();
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Heard ask(Socket socket) throws IOException {
    socket.getOutputStream().write(HostStatus.QUESTION);
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    try {
      while (!HostStatus.complete(answer.toString())) {
        int c = in.read();
        if (c < 0) {
          return new Heard.Nothing(Trouble.unreachable(where, "it closed the connection"));
        }
        answer.append((char) c);
        if (answer.length() > HostStatus.LONGEST) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      if (answer.isEmpty()) {
        return new Heard.Nothing(Trouble.unreachable(where, "no answer to ~HS"));
      }
    }
    return HostStatus.parse(answer.toString())
        .<Heard>map(Heard.Status::new)
        .orElseGet(() -> new Heard.Nothing(Trouble.nonsense(where, shown(answer.toString()))));
  }

  private static String shown(String answer) {
    byte[] bytes =
        answer.substring(0, Math.min(40, answer.length())).getBytes(StandardCharsets.UTF_8);
    return "\"" + new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?") + "\"";
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }
}
