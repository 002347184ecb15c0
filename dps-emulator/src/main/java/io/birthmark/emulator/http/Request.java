package io.birthmark.emulator.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request as the desks see it: path segments and query decoded, header names in lower case, the
 * body as text.
 *
 * @param path the decoded segments, so that an escaped slash inside an id stays inside it
 * @param clientChain the certificates shown in the TLS handshake, the client's own first; they are
 *     not yet verified, but that the client has the first one's key is
 */
public record Request(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, String> headers,
    String body,
    List<X509Certificate> clientChain) {

  public static final int LARGEST_BODY = 96 * 1024;

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The body as a JSON object. */
  public Members members() {
    return Members.of(Json.read(jsonBody()), "The body");
  }

  private String jsonBody() {
    if (body.isBlank()) {
      throw Refusal.badRequest("The body is empty; a JSON object is expected.");
    }
    return body;
  }

  /**
   * Clients name the version they were written for; the emulator serves them all, but one must be
   * named.
   */
  public void requireApiVersion() {
    if (query.getOrDefault("api-version", "").isBlank()) {
      throw Refusal.badRequest("The query parameter api-version is missing.");
    }
  }

  public void requireJson() {
    if (body.isEmpty()) {
      return;
    }
    String mediaType = header("content-type").orElse("").split(";", 2)[0].strip();
    if (!mediaType.equalsIgnoreCase("application/json")) {
      throw Refusal.unsupportedMediaType();
    }
  }
}
