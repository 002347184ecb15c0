package io.birthmark.emulator.faults;

import io.birthmark.emulator.faults.FaultSpec.Kind;
import io.birthmark.emulator.faults.FaultSpec.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@link FaultSpec}'s compact form, and says where it stops making sense. */
final class FaultSpecParser {

  private static final Pattern DURATION = Pattern.compile("(?<count>[0-9]{1,9})(?<unit>ms|s)");
  private static final Pattern SKEW = Pattern.compile("(?<sign>[+-])(?<count>[0-9]{1,9})s");

  private final String text;
  private final Map<Kind, Double> chances = new EnumMap<>(Kind.class);
  private final Map<Kind, Duration> durations = new EnumMap<>(Kind.class);
  private Optional<Duration> skew = Optional.empty();
  private OptionalLong seed = OptionalLong.empty();
  private Optional<Target> target = Optional.empty();

  FaultSpecParser(String text) {
    this.text = text;
  }

  FaultSpec parse() {
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      setting(start, end);
      start = end + 1;
    }
    return new FaultSpec(
        chances,
        durations.getOrDefault(Kind.SLOW, Duration.ZERO),
        durations.getOrDefault(Kind.STORM, Duration.ZERO),
        skew.orElse(Duration.ZERO),
        seed,
        target.orElse(Target.ALL));
  }

  private void setting(int start, int end) {
    String setting = text.substring(start, end);
    int equals = setting.indexOf('=');
    if (equals < 0) {
      throw wrong(start, "'" + setting + "' is not NAME=VALUE; allowed names are " + names());
    }
    String name = setting.substring(0, equals);
    String value = setting.substring(equals + 1);
    int at = start + equals + 1;
    switch (name) {
      case "seed" -> {
        once(seed.isEmpty(), name, start);
        seed = OptionalLong.of(seed(value, at));
      }
      case "clock" -> {
        once(skew.isEmpty(), name, start);
        skew = Optional.of(skew(value, at));
      }
      case "on" -> {
        once(target.isEmpty(), name, start);
        target = Optional.of(target(value, at));
      }
      default -> {
        Kind kind = kind(name, start);
        once(!chances.containsKey(kind), name, start);
        boolean lasts = kind == Kind.SLOW || kind == Kind.STORM;
        chances.put(kind, lasts ? lasting(kind, value, at) : chance(value, at));
      }
    }
  }

  private void once(boolean first, String name, int at) {
    if (!first) {
      throw wrong(at, name + " is given twice");
    }
  }

  private Kind kind(String name, int at) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(name))
        .findFirst()
        .orElseThrow(() -> wrong(at, "'" + name + "' is unknown; allowed names are " + names()));
  }

  private Target target(String value, int at) {
    return Arrays.stream(Target.values())
        .filter(candidate -> candidate.word().equals(value))
        .findFirst()
        .orElseThrow(() -> wrong(at, "'" + value + "' must be all, service, upload or device"));
  }

  private double lasting(Kind kind, String value, int at) {
    int colon = value.indexOf(':');
    Matcher duration = DURATION.matcher(colon < 0 ? "" : value.substring(colon + 1));
    if (!duration.matches()) {
      throw wrong(at, "'" + value + "' must be CHANCE:DURATION, such as 0.1:300ms or 0.1:30s");
    }
    long count = Long.parseLong(duration.group("count"));
    durations.put(
        kind,
        duration.group("unit").equals("ms") ? Duration.ofMillis(count) : Duration.ofSeconds(count));
    return chance(value.substring(0, colon), at);
  }

  private Duration skew(String value, int at) {
    Matcher skewed = SKEW.matcher(value);
    if (!skewed.matches()) {
      throw wrong(at, "'" + value + "' must be how far the clock is off, such as +90s or -7200s");
    }
    Duration off = Duration.ofSeconds(Long.parseLong(skewed.group("count")));
    return skewed.group("sign").equals("-") ? off.negated() : off;
  }

  private double chance(String value, int at) {
    if (!value.matches("0|1|[01]?\\.[0-9]{1,9}") || Double.parseDouble(value) > 1) {
      throw wrong(at, "'" + value + "' must be a chance from 0 to 1, such as 0.05");
    }
    return Double.parseDouble(value);
  }

  private long seed(String value, int at) {
    if (!value.matches("-?[0-9]{1,18}")) {
      throw wrong(at, "'" + value + "' must be a whole number");
    }
    return Long.parseLong(value);
  }

  private IllegalArgumentException wrong(int at, String what) {
    return new IllegalArgumentException(
        "faults '" + text + "', character " + (at + 1) + ": " + what + ".");
  }

  private static String names() {
    return Stream.concat(
            Arrays.stream(Kind.values()).map(Kind::word), Stream.of("clock", "on", "seed"))
        .collect(Collectors.joining(", "));
  }
}
