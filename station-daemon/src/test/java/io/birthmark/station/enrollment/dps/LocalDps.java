package io.birthmark.station.enrollment.dps;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A TLS server that answers as it is told and remembers what it was asked. */
final class LocalDps implements AutoCloseable {
  private static final String PASSWORD = "password";

  /** What it was asked. */
  record Asked(String method, String uri, Headers headers, String body) {}

  /** How it answers. */
  interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  final List<Asked> asked = new ArrayList<>();
  volatile Answer answer = status(500, "");
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final Path certificate;

  /** Its certificate is for {@code name}, by a CA of its own, and valid from {@code start} on. */
  static LocalDps start(Path dir, String name, String start)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path own = Files.createTempDirectory(dir, "dps");
    String store = own.resolve("keys.p12").toString();
    Path ca = own.resolve("ca.pem");
    Path request = own.resolve("request.pem");
    Path chain = own.resolve("chain.pem");
    Path leaf = own.resolve("leaf.pem");
    newKey(store, "ca", "CN=Local CA", "bc:critical=ca:true");
    newKey(store, "dps", "CN=" + name, "san=dns:" + name);
    keytool(store, "-exportcert", "-rfc", "-alias", "ca", "-file", ca.toString());
    keytool(store, "-certreq", "-alias", "dps", "-file", request.toString());
    keytool(
        store,
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-infile",
        request.toString(),
        "-outfile",
        leaf.toString(),
        "-ext",
        "san=dns:" + name,
        "-startdate",
        start,
        "-validity",
        "5");
    Files.writeString(chain, Files.readString(leaf) + Files.readString(ca));
    keytool(store, "-importcert", "-noprompt", "-alias", "dps", "-file", chain.toString());
    keytool(store, "-delete", "-alias", "ca");
    return new LocalDps(Path.of(store), ca);
  }

  private static void newKey(String store, String alias, String name, String extension)
      throws IOException, InterruptedException {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        name,
        "-ext",
        extension,
        "-startdate",
        "-20d",
        "-validity",
        "30");
  }

  private static void keytool(String store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    // It runs for a moment: no time to spend on compiling it well.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private LocalDps(Path store, Path certificate) throws IOException, GeneralSecurityException {
    this.certificate = certificate;
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    synchronized (asked) {
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              body));
    }
    answer.give(exchange);
  }

  String service() {
    return "localhost:" + server.getAddress().getPort();
  }

  static Answer status(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      // Length 0 is chunked, as the real service answers.
      exchange.sendResponseHeaders(status, 0);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /** The server has read the request and hangs up without a word. */
  static Answer hangUp() {
    return HttpExchange::close;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
