package io.birthmark.emulator.state;

import java.io.IOException;

/** The state directory cannot be used as it is; the message says why and what to do. */
public final class StateException extends IOException {

  public StateException(String message) {
    super(message);
  }

  public StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
