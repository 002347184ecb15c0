package io.birthmark.station.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code HOST:PORT}; the host is a name, an IPv4 address or an IPv6 address in brackets. */
record HostPort(String host, int port) {
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

  static Optional<HostPort> parse(String text, int usualPort) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > 300 || !matcher.matches()) {
      return Optional.empty();
    }
    int port = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(usualPort);
    return 1 <= port && port <= 65535
        ? Optional.of(new HostPort(matcher.group(1), port))
        : Optional.empty();
  }
}
