package io.birthmark.station.enrollment.dps;

import java.net.http.HttpRequest;

/**
 * Connections that end with their first answer. TLS deciphers an answer where it came in, and an
 * idle connection keeps that memory until its next answer: for as long, keys from the service would
 * lie in it where nobody can wipe them.
 */
public final class OneUseConnections {
  // The platform keeps this header to itself, unless told otherwise before its client is loaded.
  private static final String PERMISSION = "jdk.httpclient.allowRestrictedHeaders";
  private static final String CONNECTION = "connection";

  private OneUseConnections() {}

  /** To be called before anything in this process makes an {@code HttpClient}. */
  public static void allow() {
    if (System.getProperty(PERMISSION, "").isEmpty()) {
      System.setProperty(PERMISSION, CONNECTION);
    }
  }

  static HttpRequest.Builder once(HttpRequest.Builder request) {
    return request.header(CONNECTION, "close");
  }
}
