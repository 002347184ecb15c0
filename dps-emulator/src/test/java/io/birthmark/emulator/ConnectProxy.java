package io.birthmark.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy that answers CONNECT to anywhere with a way to one local port.
 *
 * <p>Microsoft's service client always goes to port 443; through this it reaches an emulator on any
 * port, itself unchanged.
 */
final class ConnectProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int target;

  ConnectProxy(int target) throws IOException {
    this.target = target;
    threads.execute(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed: the loop ends.
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      skipHead(client.getInputStream());
      client
          .getOutputStream()
          .write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      threads.execute(() -> pipe(server, client));
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // One side hung up; the other is closed with it.
      return;
    }
  }

  private static void pipe(Socket from, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // As above.
      return;
    }
  }

  private static void skipHead(InputStream in) throws IOException {
    int seen = 0;
    while (seen < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      boolean expected = next == (seen % 2 == 0 ? '\r' : '\n');
      seen = expected ? seen + 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
