package io.birthmark.station.floor.scanner;

import io.birthmark.station.floor.Scan;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Collects what a scanner types, up to Enter. */
final class ScanKeys {
  /** Longer than any label's code; a scanner that never sends Enter must not fill the memory. */
  static final int LONGEST = 300;

  /** A scanner types without pausing; what stood before a pause was half a scan. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final StringBuilder text = new StringBuilder();
  private final Set<Integer> shiftsDown = new HashSet<>();
  private Optional<String> spoilt = Optional.empty();
  private Duration lastKey = Duration.ZERO;

  /** One event; a scan when it was the Enter of one. */
  Optional<Scan> hear(InputEvent event, Duration now) {
    if (event.eventsWereDropped()) {
      spoil("lacks characters that the kernel had no room for");
      shiftsDown.clear();
      return Optional.empty();
    }
    if (event.type() != InputEvent.KEY) {
      return Optional.empty();
    }
    if (UsKeyboard.isShift(event.code())) {
      shift(event);
      return Optional.empty();
    }
    if (event.value() != InputEvent.PRESSED) {
      return Optional.empty();
    }
    if (now.minus(lastKey).compareTo(PAUSE) > 0) {
      forget();
    }
    lastKey = now;
    return UsKeyboard.isEnter(event.code()) ? end() : key(event.code());
  }

  private void shift(InputEvent event) {
    if (event.value() == InputEvent.RELEASED) {
      shiftsDown.remove(event.code());
    } else {
      shiftsDown.add(event.code());
    }
  }

  private Optional<Scan> key(int code) {
    Optional<Character> typed = UsKeyboard.character(code, !shiftsDown.isEmpty());
    if (typed.isEmpty()) {
      spoil("has a key in it that types no character (key code " + code + ")");
    } else if (text.length() == LONGEST) {
      spoil("has more than " + LONGEST + " characters");
    } else {
      text.append(typed.get());
    }
    return Optional.empty();
  }

  private void spoil(String why) {
    spoilt = spoilt.or(() -> Optional.of(why));
  }

  /** An Enter alone is nothing: some scanners send two. */
  private Optional<Scan> end() {
    Optional<Scan> scan =
        spoilt
            .<Scan>map(Scan.Unreadable::new)
            .or(() -> Optional.of(text.toString()).filter(t -> !t.isEmpty()).map(Scan.Text::new));
    forget();
    return scan;
  }

  private void forget() {
    text.setLength(0);
    spoilt = Optional.empty();
  }
}
