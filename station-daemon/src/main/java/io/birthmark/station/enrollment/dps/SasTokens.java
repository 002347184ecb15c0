package io.birthmark.station.enrollment.dps;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Tokens for one service, each used for a while and then made anew. */
final class SasTokens {
  private static final Duration LIFETIME = Duration.ofMinutes(55);
  private static final Duration USED_FOR = Duration.ofMinutes(30);

  private final String resource;
  private final String policy;
  private final SasKey key;
  private final Clock clock;
  private Optional<Token> current = Optional.empty();

  private record Token(String text, Instant made) {}

  SasTokens(String host, String policy, SasKey key, Clock clock) {
    this.resource = encode(host.toLowerCase(Locale.ROOT));
    this.policy = policy;
    this.key = key;
    this.clock = clock;
  }

  synchronized String authorization() {
    Instant now = clock.instant();
    // A clock that was set back leaves a token of the future, which is as good as none.
    Optional<Token> usable =
        current.filter(
            token -> !now.isBefore(token.made()) && now.isBefore(token.made().plus(USED_FOR)));
    Token token = usable.orElseGet(() -> new Token(sign(now.plus(LIFETIME).getEpochSecond()), now));
    current = Optional.of(token);
    return token.text();
  }

  synchronized void forget() {
    current = Optional.empty();
  }

  String sign(long expiry) {
    String signature = Base64.getEncoder().encodeToString(key.sign(resource + "\n" + expiry));
    return "SharedAccessSignature sr="
        + resource
        + "&sig="
        + encode(signature)
        + "&se="
        + expiry
        + "&skn="
        + encode(policy);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
