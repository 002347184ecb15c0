package io.birthmark.label.printer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A ZPL printer at a port of this machine; prints each label it has as soon as it can. */
final class FakeZebra implements AutoCloseable {
  /** How it behaves towards the one who talks to it. */
  enum Manner {
    WELL,
    CLOSES,
    HANGS,
    NONSENSE,
    /** Takes half of the label and is gone. */
    HALF,
    /** Answers once, and reads nothing any more. */
    DEAF,
    /** Answers a character now and then, without end. */
    DRIPS,
    /** Says nothing while it has no paper, as older ones do. */
    MUTE_WITHOUT_PAPER
  }

  private static final String BEFORE = "\u0002";
  private static final String AFTER = "\u0003\r\n";

  final List<String> printed = new CopyOnWriteArrayList<>();
  volatile Manner manner = Manner.WELL;
  volatile boolean paperOut;
  volatile boolean paused;
  volatile boolean headOpen;
  volatile boolean ribbonOut;

  /** Labels of somebody else's before ours; one is printed between two answers. */
  final AtomicInteger others = new AtomicInteger();

  /** Its first answer after a label is from before the label. */
  volatile boolean slow;

  /** Paper is out as soon as a label comes in. */
  volatile boolean lastLabel;

  private final ServerSocket server;
  private final Thread thread;
  private final List<String> waiting = new CopyOnWriteArrayList<>();
  private boolean behind;

  FakeZebra() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "printer");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  void putPaperIn() {
    lastLabel = false;
    paperOut = false;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        talk(socket);
      } catch (IOException e) {
        // The other end is gone, as in a test it may.
        manner = Manner.valueOf(manner.name());
      }
    }
  }

  private void talk(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder heard = new StringBuilder();
    for (int c = in.read(); c >= 0 && manner != Manner.CLOSES; c = in.read()) {
      heard.append((char) c);
      String text = heard.toString();
      if (manner == Manner.HALF && text.contains("^FD")) {
        return;
      }
      if (text.endsWith("~HS\r\n")) {
        heard.setLength(0);
        answer(socket.getOutputStream());
        while (manner == Manner.DEAF) {
          pause();
        }
      } else if (text.endsWith("^XZ\n")) {
        waiting.add(text);
        behind = slow;
        paperOut |= lastLabel;
        heard.setLength(0);
      }
    }
  }

  private void answer(OutputStream to) throws IOException {
    if (manner == Manner.HANGS) {
      return;
    }
    if (manner == Manner.NONSENSE) {
      to.write(
          "HTTP/1.1 400 Bad Request\r\n\r\n\u0003\u0003\u0003".getBytes(StandardCharsets.US_ASCII));
      return;
    }
    while (manner == Manner.DRIPS) {
      to.write('0');
      to.flush();
      pause();
    }
    if (manner == Manner.MUTE_WITHOUT_PAPER && paperOut) {
      return;
    }
    boolean stuck = paperOut || paused || headOpen || ribbonOut;
    int othersLeft = others.updateAndGet(n -> Math.max(0, n - 1));
    if (!stuck && othersLeft == 0 && !behind) {
      printed.addAll(waiting);
      waiting.clear();
    }
    int counted = behind ? 0 : waiting.size() + othersLeft;
    boolean out = paperOut && !behind;
    behind = false;
    String status =
        BEFORE
            + String.format("030,%d,%d,0245,%03d,0,0,0,000,0,0,0", bit(out), bit(paused), counted)
            + AFTER
            + BEFORE
            + String.format("000,0,%d,%d,0,2,4,0,00000000,1,000", bit(headOpen), bit(ribbonOut))
            + AFTER
            + BEFORE
            + "1234,0"
            + AFTER;
    to.write(status.getBytes(StandardCharsets.US_ASCII));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static int bit(boolean set) {
    return set ? 1 : 0;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      // Until then the port may still take a caller.
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
