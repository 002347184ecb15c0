package io.birthmark.firstboot.tls;

import io.birthmark.firstboot.OpenSslLine;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The platform's own TLS server: it takes only clients whose chain leads to the plant's root. */
final class ClientAuthServer implements AutoCloseable {
  private final SSLServerSocket socket;
  private final ExecutorService worker = Executors.newSingleThreadExecutor();

  /** What the server saw of a client that it let in. */
  record Seen(String protocol, List<X509Certificate> presented) {}

  /** The server of {@code line}'s "localhost", talking {@code protocols} only. */
  ClientAuthServer(OpenSslLine line, String... protocols)
      throws IOException, GeneralSecurityException {
    KeyStore keys = empty();
    keys.setKeyEntry(
        "server",
        line.key("localhost"),
        new char[0],
        line.chain("localhost").parsed().toArray(new Certificate[0]));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, new char[0]);
    KeyStore roots = empty();
    roots.setCertificateEntry("root", line.chain("root").parsed().get(0));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    socket.setEnabledProtocols(protocols);
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  /**
   * Has a client of {@code context} come in and say something.
   *
   * @throws IOException when the client or the server broke it off
   */
  Seen visit(SSLContext context) throws IOException, InterruptedException {
    Future<Seen> seen = worker.submit(this::letIn);
    try (SSLSocket client =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
      client.getOutputStream().write('!');
      // TLS 1.3: whether the server took the certificate is known after the handshake only.
      int unused = client.getInputStream().read();
    } finally {
      awaitQuietly(seen);
    }
    try {
      return seen.get();
    } catch (ExecutionException e) {
      throw new SSLException(e.getCause());
    }
  }

  private static void awaitQuietly(Future<Seen> seen) throws InterruptedException {
    try {
      Seen unused = seen.get();
    } catch (ExecutionException e) {
      // The client's own trouble comes first; else this is asked again.
      return;
    }
  }

  private Seen letIn() throws IOException {
    try (SSLSocket client = (SSLSocket) socket.accept()) {
      int said = client.getInputStream().read();
      client.getOutputStream().write(said);
      return new Seen(
          client.getSession().getProtocol(),
          Arrays.stream(client.getSession().getPeerCertificates())
              .map(X509Certificate.class::cast)
              .toList());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    worker.shutdownNow();
  }
}
