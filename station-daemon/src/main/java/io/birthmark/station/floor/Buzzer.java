package io.birthmark.station.floor;

import java.time.Duration;
import java.util.Optional;

/** The station's one buzzer: the latest sound is the one that is heard. */
final class Buzzer {
  private record Playing(Sound sound, Duration from) {}

  private Optional<Playing> playing = Optional.empty();

  void play(Sound sound, Duration now) {
    playing = Optional.of(new Playing(sound, now));
  }

  boolean on(Duration now) {
    return playing.map(p -> p.sound().on(now.minus(p.from()))).orElse(false);
  }
}
