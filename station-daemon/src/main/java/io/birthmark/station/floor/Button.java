package io.birthmark.station.floor;

import java.time.Duration;
import java.util.Optional;

/**
 * Makes presses out of what a contact does. A press is the moment the button is down for good,
 * after it was up for good: so one that hangs, or was down when the station started, presses
 * nothing, and however its contact bounces there is one press for one finger.
 */
final class Button {
  /** Contacts bounce for some milliseconds; worn ones, and gloves, for more. */
  static final Duration SETTLED = Duration.ofMillis(30);

  /** Nobody holds a button so long, but a box that leans against it does. */
  static final Duration STUCK = Duration.ofSeconds(10);

  /** What there is to tell. */
  enum Push {
    PRESSED,
    STUCK,
    FREE_AGAIN
  }

  private boolean level;
  private Optional<Duration> levelSince = Optional.empty();
  private Position position = Position.UNKNOWN;

  private enum Position {
    UNKNOWN,
    UP,
    DOWN,
    STUCK
  }

  /** One look at the contact. */
  Optional<Push> sample(boolean down, Duration now) {
    if (levelSince.isEmpty() || down != level) {
      level = down;
      levelSince = Optional.of(now);
    }
    Duration steady = now.minus(levelSince.get());
    if (steady.compareTo(SETTLED) < 0) {
      return Optional.empty();
    }
    return down ? isDown(steady) : isUp();
  }

  /** The line was away: what the button did meanwhile is not known. */
  void lost() {
    levelSince = Optional.empty();
    position = Position.UNKNOWN;
  }

  private Optional<Push> isDown(Duration steady) {
    if (position == Position.UP) {
      position = Position.DOWN;
      return Optional.of(Push.PRESSED);
    }
    if (position != Position.STUCK && steady.compareTo(STUCK) >= 0) {
      position = Position.STUCK;
      return Optional.of(Push.STUCK);
    }
    return Optional.empty();
  }

  private Optional<Push> isUp() {
    boolean wasStuck = position == Position.STUCK;
    position = Position.UP;
    return wasStuck ? Optional.of(Push.FREE_AGAIN) : Optional.empty();
  }
}
