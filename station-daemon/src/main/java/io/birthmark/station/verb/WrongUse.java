package io.birthmark.station.verb;

import java.io.Serial;

/** A verb was asked for in a way it does not understand; the message says what it takes. */
public final class WrongUse extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public WrongUse(String message) {
    super(message);
  }
}
