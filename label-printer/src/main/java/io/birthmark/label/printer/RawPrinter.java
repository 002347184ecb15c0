package io.birthmark.label.printer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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

    /** No answer yet; many printers give none while they are open or out of paper. */
    record Silence(Trouble trouble) implements Heard {}
  }

  private interface Talk<T> {
    T with(Socket socket) throws IOException;
  }

  /** What is said does not depend on how well the connection is closed afterwards. */
  private <T> T talk(Talk<T> talk) throws IOException {
    Socket socket = connect();
    try (Deadline unused = Deadline.in(limits.conversation(), () -> close(socket))) {
      return talk.with(socket);
    } finally {
      close(socket);
    }
  }

  @Override
  public Optional<Trouble> trouble() {
    try {
      return talk(socket -> trouble(ask(socket)));
    } catch (IOException e) {
      return Optional.of(Trouble.unreachable(where, reason(e)));
    }
  }

  private Optional<Trouble> trouble(Heard heard) {
    if (heard instanceof Heard.Status known) {
      return known.status().trouble(where);
    }
    return Optional.of(
        heard instanceof Heard.Nothing nothing
            ? nothing.trouble()
            : ((Heard.Silence) heard).trouble());
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    try {
      return talk(
          socket -> {
            Heard before = ask(socket);
            Optional<Trouble> trouble = trouble(before);
            return trouble.isPresent()
                ? new Printing.NotPrinted(trouble.get())
                : send(socket, label);
          });
    } catch (IOException e) {
      return new Printing.NotPrinted(Trouble.unreachable(where, reason(e)));
    }
  }

  /** A printer that has no memory of labels cannot say. */
  @Override
  public Printing lookUp(PrintJob job) {
    return new Printing.Unknown(Trouble.lost(where, "it keeps no list of what it printed"));
  }

  /** It does not say whose labels it has. */
  @Override
  public Optional<Trouble> pending(PrintJob job) {
    try {
      return talk(this::ask) instanceof Heard.Status known && known.status().waiting() > 0
          ? Optional.of(Trouble.pending(where))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** From here on nothing is certain until the printer says so. */
  private Printing send(Socket socket, byte[] label) {
    try {
      socket.getOutputStream().write(label);
      socket.getOutputStream().flush();
      return follow(socket);
    } catch (IOException e) {
      return new Printing.Unknown(Trouble.lost(where, reason(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where, "the station is stopping"));
    }
  }

  /**
   * Until the printer has none left, neither this label nor one of somebody else's, and says so
   * twice: once may be before it has understood what it was sent.
   */
  private Printing follow(Socket socket) throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.whole().toNanos();
    Trouble last = Trouble.lost(where, "it was not waited for");
    boolean once = false;
    while (System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(limits.pause().toNanos());
      Heard heard = ask(socket);
      if (heard instanceof Heard.Nothing nothing) {
        return new Printing.Unknown(nothing.trouble());
      }
      boolean done =
          heard instanceof Heard.Status known
              && known.status().waiting() == 0
              && known.status().trouble(where).isEmpty();
      if (done && once) {
        return new Printing.Printed();
      }
      once = done;
      last =
          heard instanceof Heard.Silence
              ? Trouble.lost(where, "it has not answered since")
              : trouble(heard).orElseGet(() -> Trouble.lost(where, "it still has labels waiting"));
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
      close(socket);
      throw e;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, as it should be.
      return;
    }
  }

  private Heard ask(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    // The end of the answer before, or one that came too late.
    in.skipNBytes(in.available());
    socket.getOutputStream().write(HostStatus.QUESTION);
    socket.getOutputStream().flush();
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
      if (answer.toString().isBlank()) {
        return new Heard.Silence(
            Trouble.unreachable(
                where, "no answer to ~HS; some give none while they are open or out of paper"));
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
    if (e instanceof UnknownHostException) {
      return "nobody knows a machine of that name";
    }
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }
}
