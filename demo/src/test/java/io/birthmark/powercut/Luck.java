package io.birthmark.powercut;

import java.util.random.RandomGenerator;

/**
 * What becomes of the writes that nobody synced.
 *
 * @param unit the bytes that the disk writes at once: a page, or a sector
 */
public record Luck(Kind kind, int unit, RandomGenerator random) {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  /** How much of it. */
  enum Kind {
    NOTHING,
    SOME,
    EVERYTHING
  }

  /** Mostly some of it, in one unit or the other; at times nothing, at times all. */
  public static Luck draw(RandomGenerator random) {
    int one = random.nextInt(6);
    Kind kind = one == 0 ? Kind.NOTHING : one == 1 ? Kind.EVERYTHING : Kind.SOME;
    return new Luck(kind, random.nextBoolean() ? PAGE : SECTOR, random);
  }

  boolean keeps() {
    return upTo(1) == 1;
  }

  /** How many of {@code n} changes to one place have reached the disk. */
  int upTo(int n) {
    return switch (kind) {
      case NOTHING -> 0;
      case SOME -> random.nextInt(n + 1);
      case EVERYTHING -> n;
    };
  }
}
