package io.birthmark.station.config;

import java.net.URI;

/** Where the service's own API is reached, always by TLS. */
public record ServiceAddress(String host, int port) {
  private static final int HTTPS = 443;

  static Parsed<ServiceAddress> parse(String text) {
    if (Quoted.looksSecret(text)) {
      return new Parsed.Bad<>(
          "must be the host name only; a connection string holds a key and does not belong here");
    }
    if (text.contains("://")) {
      return new Parsed.Bad<>("must be HOST or HOST:PORT without a scheme, got " + Quoted.of(text));
    }
    return HostPort.parse(text, HTTPS)
        .<Parsed<ServiceAddress>>map(h -> new Parsed.Good<>(new ServiceAddress(h.host(), h.port())))
        .orElseGet(
            () ->
                new Parsed.Bad<>(
                    "must be HOST or HOST:PORT with a port from 1 to 65535, got "
                        + Quoted.of(text)));
  }

  public URI base() {
    return URI.create("https://" + this);
  }

  /** As in a URL: the usual port is left out. */
  @Override
  public String toString() {
    return port == HTTPS ? host : host + ":" + port;
  }
}
