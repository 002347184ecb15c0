package io.birthmark.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ZPL printer at a port, with one roll of paper: what comes by several connections at once comes
 * out mixed up.
 */
final class PortPrinter implements AutoCloseable {
  private static final String END_OF_LABEL = "^XZ\n";
  private static final String STATUS =
      String.join(
          "\u0003\r\n",
          "\u0002030,%d,0,0245,000,0,0,0,000,0,0,0",
          "\u0002000,0,0,0,0,2,4,0,00000000,1,000",
          "\u00021234,0",
          "");

  private final ServerSocket server;
  private final ExecutorService connections = Executors.newCachedThreadPool();
  private final StringBuilder paper = new StringBuilder();
  final AtomicInteger hangUps = new AtomicInteger();

  /** Takes labels whole, and from then on answers nobody. */
  volatile boolean fallsSilent;

  volatile boolean paperOut;

  PortPrinter() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    connections.execute(this::serve);
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** Every label that ever came, in the order of the paper. */
  List<String> labels() {
    synchronized (paper) {
      List<String> labels = new ArrayList<>();
      int from = 0;
      for (int to = paper.indexOf(END_OF_LABEL); to >= 0; to = paper.indexOf(END_OF_LABEL, from)) {
        labels.add(paper.substring(from, to));
        from = to + END_OF_LABEL.length();
      }
      return labels;
    }
  }

  /** Bytes that are no whole label. */
  String rest() {
    synchronized (paper) {
      return paper.substring(paper.lastIndexOf(END_OF_LABEL) + END_OF_LABEL.length());
    }
  }

  void awaitLabels(int count) throws InterruptedException {
    for (int i = 0; i < 3000 && labels().size() < count; i++) {
      Thread.sleep(10);
    }
    if (labels().size() < count) {
      throw new AssertionError("only " + labels().size() + " labels came");
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.execute(() -> talk(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private void talk(Socket caller) {
    try (Socket socket = caller) {
      InputStream in = socket.getInputStream();
      StringBuilder command = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c != '~' && command.isEmpty()) {
          print((char) c);
          continue;
        }
        command.append((char) c);
        if (c == '\n') {
          answer(socket.getOutputStream());
          command.setLength(0);
        }
      }
    } catch (IOException e) {
      // The station was killed, and what it sent before is on the paper.
      hangUps.incrementAndGet();
    }
  }

  private void print(char c) {
    synchronized (paper) {
      paper.append(c);
    }
    // As slow as a thermal head, so that two connections would meet.
    if (c == '\n') {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void answer(OutputStream out) throws IOException {
    if (!fallsSilent || labels().isEmpty()) {
      out.write(STATUS.formatted(paperOut ? 1 : 0).getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    List<Runnable> unused = connections.shutdownNow();
  }
}
