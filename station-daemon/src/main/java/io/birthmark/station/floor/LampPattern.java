package io.birthmark.station.floor;

import java.time.Duration;

/** When a lamp is lit, as a function of the time since its state began. */
public sealed interface LampPattern {
  LampPattern DARK = new Dark();
  LampPattern STEADY = new Steady();

  /** A second lit, a second dark: seen from the far end of the line, and calm. */
  LampPattern SLOW_BLINK = new Blink(Duration.ofSeconds(1));

  /** Told from slow at a glance, by those too who cannot tell the colours. */
  LampPattern BLINK = new Blink(Duration.ofMillis(400));

  /** Four times a second: nobody takes it for anything but an alarm. */
  LampPattern FAST_BLINK = new Blink(Duration.ofMillis(125));

  /** Two flashes and a pause: asks for something, and is told from a blink by its rhythm alone. */
  LampPattern TWO_FLASHES = new TwoFlashes(Duration.ofMillis(200));

  boolean lit(Duration since);

  record Dark() implements LampPattern {
    @Override
    public boolean lit(Duration since) {
      return false;
    }
  }

  record Steady() implements LampPattern {
    @Override
    public boolean lit(Duration since) {
      return true;
    }
  }

  /**
   * Lit, dark, lit, and dark for as long as all that and one more.
   *
   * @param flash how long one is
   */
  record TwoFlashes(Duration flash) implements LampPattern {
    private static final int PERIOD = 7;

    @Override
    public boolean lit(Duration since) {
      long part = since.dividedBy(flash) % PERIOD;
      return part == 0 || part == 2;
    }
  }

  /**
   * Lit first, then dark, each for {@code half}.
   *
   * @param half of the period
   */
  record Blink(Duration half) implements LampPattern {
    @Override
    public boolean lit(Duration since) {
      return since.dividedBy(half) % 2 == 0;
    }
  }
}
