package io.birthmark.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A plain HTTPS client that trusts one emulator's CA. */
final class Caller {

  private static final String VERSION = "?api-version=2021-10-01";

  private final DpsEmulator emulator;
  private final HttpClient http;
  private final String authorization;

  private Caller(DpsEmulator emulator, HttpClient http, String authorization) {
    this.emulator = emulator;
    this.http = http;
    this.authorization = authorization;
  }

  static Caller owner(DpsEmulator emulator) {
    return new Caller(
        emulator,
        http(trusting(emulator.caCertificatePem())),
        Sas.of(emulator.ownerConnectionString()));
  }

  static Caller station(DpsEmulator emulator) {
    return new Caller(
        emulator,
        http(trusting(emulator.caCertificatePem())),
        Sas.of(emulator.stationConnectionString()));
  }

  static Caller stranger(DpsEmulator emulator) {
    return new Caller(emulator, http(trusting(emulator.caCertificatePem())), "");
  }

  /** Shows a client certificate in the TLS handshake. */
  static Caller showing(OpenSslCa.Credential credential, DpsEmulator emulator) {
    return new Caller(emulator, http(trusting(emulator.caCertificatePem(), credential)), "");
  }

  Caller with(String otherAuthorization) {
    return new Caller(emulator, http, otherAuthorization);
  }

  private static HttpClient http(SSLContext tls) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  static SSLContext trusting(String caPem) {
    return tls("TLS", caPem, new KeyManager[0]);
  }

  static SSLContext trusting(String caPem, OpenSslCa.Credential credential) {
    return trusting("TLS", caPem, credential);
  }

  /** With one version of the protocol, as the JDK names its contexts. */
  static SSLContext trusting(String protocol, String caPem, OpenSslCa.Credential credential) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "device", credential.key(), new char[0], credential.chain().toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      return tls(protocol, caPem, keys.getKeyManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext tls(String protocol, String caPem, KeyManager[] keys) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  Answer put(String path, String body) throws IOException {
    return call("PUT", path + VERSION, body, Map.of());
  }

  Answer put(String path, String body, String ifMatch) throws IOException {
    return call("PUT", path + VERSION, body, Map.of("If-Match", ifMatch));
  }

  Answer get(String path) throws IOException {
    return call("GET", path + VERSION, "", Map.of());
  }

  Answer delete(String path) throws IOException {
    return call("DELETE", path + VERSION, "", Map.of());
  }

  Answer delete(String path, String ifMatch) throws IOException {
    return call("DELETE", path + VERSION, "", Map.of("If-Match", ifMatch));
  }

  Answer post(String path, String body) throws IOException {
    return call("POST", path + VERSION, body, Map.of());
  }

  Answer post(String path, String body, Map<String, String> headers) throws IOException {
    return call("POST", path + VERSION, body, headers);
  }

  /** With a body whose length is not told beforehand. */
  Answer putInChunks(String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return call(
        "PUT",
        path + VERSION,
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
        Map.of("Content-Type", "application/json"));
  }

  Answer call(String method, String pathAndQuery, String body, Map<String, String> headers)
      throws IOException {
    if (body.isEmpty()) {
      return call(method, pathAndQuery, BodyPublishers.noBody(), headers);
    }
    Map<String, String> complete = new HashMap<>(headers);
    complete.putIfAbsent("Content-Type", "application/json; charset=utf-8");
    return call(method, pathAndQuery, BodyPublishers.ofString(body), complete);
  }

  private Answer call(
      String method, String pathAndQuery, BodyPublisher body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.url() + pathAndQuery)).method(method, body);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    headers.forEach(request::header);
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(response.body());
    }

    int errorCode() throws IOException {
      return json().path("errorCode").asInt();
    }

    String message() throws IOException {
      return json().path("message").asText();
    }

    String etag() throws IOException {
      return json().path("etag").asText();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }
}
