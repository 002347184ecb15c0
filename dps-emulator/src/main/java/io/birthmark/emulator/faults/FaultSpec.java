package io.birthmark.emulator.faults;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What goes wrong by chance, and how often (0 to 1).
 *
 * @param slowness how late a slow answer comes
 * @param storm how long a storm of refusals lasts
 * @param skew how far the emulator's clock is off
 * @param seed the same seed draws the same failures for the same calls in the same order
 */
public record FaultSpec(
    Map<Kind, Double> chances,
    Duration slowness,
    Duration storm,
    Duration skew,
    OptionalLong seed,
    Target target) {

  public static final FaultSpec NONE =
      new FaultSpec(
          Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, OptionalLong.empty(), Target.ALL);

  /** What can go wrong by chance. */
  public enum Kind {
    THROTTLE("throttle"),
    SERVER_ERROR("server-error"),
    UNAVAILABLE("unavailable"),
    SLOW("slow"),
    DROP_BEFORE("drop-before"),
    DROP_AFTER("drop-after"),
    /** Single enrollments of a bulk call fail, each with this chance. */
    PARTIAL("partial"),
    /** A call begins a time in which every call is throttled. */
    STORM("storm"),
    WRONG_ETAG("wrong-etag");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** Which API it goes wrong in. */
  public enum Target {
    ALL("all"),
    SERVICE("service"),
    /** What a station calls that uploads: bulk, get and delete of individual enrollments. */
    UPLOAD("upload"),
    DEVICE("device");

    private final String word;

    Target(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public FaultSpec {
    chances = Map.copyOf(chances);
  }

  /**
   * Reads the compact form, such as {@code throttle=0.05,slow=0.1:300ms,partial=0.05,seed=42}.
   *
   * @throws IllegalArgumentException naming the place and what is allowed there
   */
  public static FaultSpec parse(String text) {
    return new FaultSpecParser(text).parse();
  }

  double chanceOf(Kind kind) {
    return chances.getOrDefault(kind, 0.0);
  }
}
