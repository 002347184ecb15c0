package io.birthmark.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** From the JDK's exchange to a {@link Request}. */
final class RequestReader {

  private RequestReader() {}

  static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return new Request(
        exchange.getRequestMethod(),
        path(exchange.getRequestURI().getRawPath()),
        query(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("")),
        Map.copyOf(headers),
        body(exchange.getRequestBody()),
        clientChain(exchange));
  }

  private static String body(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Request.LARGEST_BODY + 1);
    if (bytes.length > Request.LARGEST_BODY) {
      throw Refusal.tooLarge(Request.LARGEST_BODY);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("The body is not UTF-8.");
    }
  }

  private static List<X509Certificate> clientChain(HttpExchange exchange) {
    if (!(exchange instanceof HttpsExchange https)) {
      return List.of();
    }
    try {
      return Arrays.stream(https.getSSLSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      // The JDK's way to say that the client showed none; most clients do not.
      return List.of();
    }
  }

  private static List<String> path(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(1).split("/")) {
      segments.add(decoded(segment));
    }
    return List.copyOf(segments);
  }

  private static Map<String, String> query(String rawQuery) {
    Map<String, String> query = new HashMap<>();
    for (String part : rawQuery.split("&")) {
      String[] pair = part.split("=", 2);
      query.put(decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : "");
    }
    return Map.copyOf(query);
  }

  private static String decoded(String text) {
    try {
      // A plus in an id is a plus, not a form's space.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("The address is not properly percent-encoded.");
    }
  }
}
