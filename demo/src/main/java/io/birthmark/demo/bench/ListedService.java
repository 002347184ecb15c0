package io.birthmark.demo.bench;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A service that has an enrollment for each paper device, and is asked for nothing but its list. It
 * makes each page when it is asked for it, so that a million of them take no memory here either.
 */
final class ListedService implements AutoCloseable {
  private static final String PASSWORD = "password";
  private static final String NEXT = "x-ms-continuation";

  private final int devices;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Path certificate;

  private ListedService(int devices, HttpsServer server, Path certificate) {
    this.devices = devices;
    this.server = server;
    this.certificate = certificate;
  }

  static ListedService start(Path folder, int devices) throws IOException, InterruptedException {
    Path store = folder.resolve("service.p12");
    Path certificate = folder.resolve("service.pem");
    keytool(
        store,
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-validity",
            "5"));
    keytool(store, List.of("-exportcert", "-rfc", "-file", certificate.toString()));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    ListedService service = new ListedService(devices, server, certificate);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    server.createContext("/enrollments/query", service::page);
    server.createContext("/enrollmentGroups/query", ListedService::noGroups);
    server.setExecutor(service.threads);
    server.start();
    return service;
  }

  private static SSLContext tls(Path store) throws IOException {
    try (InputStream file = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(file, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(managers.getKeyManagers(), null, null);
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void keytool(Path store, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(words);
    command.addAll(List.of("-alias", "dps", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** In PEM; what a station must trust. */
  String certificate() throws IOException {
    return Files.readString(certificate);
  }

  private static void noGroups(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void page(HttpExchange exchange) throws IOException {
    try (exchange) {
      String bookmark = exchange.getRequestHeaders().getFirst(NEXT);
      int from = bookmark == null ? 1 : Integer.parseInt(bookmark);
      int size = Integer.parseInt(exchange.getRequestHeaders().getFirst("x-ms-max-item-count"));
      int to = Math.min(devices, from + size - 1);
      byte[] page =
          IntStream.rangeClosed(from, to)
              .mapToObj(number -> entry(new PaperDevice(number)))
              .collect(Collectors.joining(",", "[", "]"))
              .getBytes(StandardCharsets.UTF_8);
      if (to < devices) {
        exchange.getResponseHeaders().set(NEXT, Integer.toString(to + 1));
      }
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(page);
    }
  }

  private static String entry(PaperDevice device) {
    return """
        {"registrationId":"%s","registrationState":{"registrationId":"%s","status":"unassigned"},
         "attestation":{"type":"tpm","tpm":{"endorsementKey":"%s"}},"provisioningStatus":"enabled",
         "capabilities":{"iotEdge":false},"etag":"\\"3f00a1c2-0000-0300-0000-6921f2a60000\\"",
         "createdDateTimeUtc":"2026-11-22T23:41:05.1234567Z",
         "lastUpdatedDateTimeUtc":"2026-11-22T23:41:05.1234567Z"}
        """
        .formatted(device.registrationId(), device.registrationId(), device.ek().base64());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
