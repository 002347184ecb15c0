package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.store.ETag;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition of a write: any version ({@code *}), or one.
 *
 * <p>Some clients put quotes around the ETag and some do not; both are taken. Half a pair, escaped
 * quotes and weak tags are refused, as the service does.
 *
 * @param version empty for any
 */
record IfMatch(Optional<String> version) {

  private static final Pattern ONE_VERSION =
      Pattern.compile("\"(?<quoted>[^\"\\\\]+)\"|(?<bare>[^\"\\\\\\s/*]+)");

  static final IfMatch ANY = new IfMatch(Optional.empty());

  static Optional<IfMatch> of(Request request) {
    return request.header("if-match").map(IfMatch::parse);
  }

  static IfMatch parse(String text) {
    String condition = text.strip();
    if (condition.equals("*")) {
      return ANY;
    }
    Matcher matcher = ONE_VERSION.matcher(condition);
    if (!matcher.matches()) {
      throw Refusal.badRequest("ETag is invalid.");
    }
    return new IfMatch(
        Optional.ofNullable(matcher.group("quoted"))
            .or(() -> Optional.ofNullable(matcher.group("bare"))));
  }

  boolean admits(ETag current) {
    return version.map(current.value()::equals).orElse(true);
  }
}
