package io.birthmark.station;

import java.util.Random;

/**
 * Rounds of a fuzz test. In a build they are the same few every time; with {@code
 * -Dbirthmark.fuzz.seconds=N} each parser has new ones for N seconds. Every round has a seed of its
 * own, which a failure tells: {@code -Dbirthmark.fuzz.seed=S} begins with that round.
 *
 * <p>The same as in the tests of {@code hsm}, whose tests this module does not know.
 */
public final class Fuzz {
  private static final long SECONDS = Long.getLong("birthmark.fuzz.seconds", 0);
  private static final long USUAL_SEED = 20261122;
  private static final long NANOS = 1_000_000_000L;

  private Fuzz() {}

  /** One round: makes its input, and fails when anything comes out that is not documented. */
  @FunctionalInterface
  public interface Round {
    void play(Random random) throws Exception;
  }

  /**
   * Plays.
   *
   * @param parser what it is called in what is told
   * @param usual how many rounds in a build
   */
  public static void rounds(String parser, int usual, Round round) {
    long begun = System.nanoTime();
    long first = Long.getLong("birthmark.fuzz.seed", SECONDS > 0 ? begun : USUAL_SEED);
    long played = 0;
    while (SECONDS > 0 ? System.nanoTime() - begun < SECONDS * NANOS : played < usual) {
      long seed = first + played++;
      try {
        round.play(new Random(seed));
      } catch (Exception | Error e) {
        throw new AssertionError(parser + ": -Dbirthmark.fuzz.seed=" + seed, e);
      }
    }
    if (SECONDS > 0) {
      System.out.printf("fuzz: %-45s %,12d inputs%n", parser, played);
    }
  }
}
