package io.birthmark.firstboot;

import java.io.Serial;

/** The device could not register; the message is for the person who reads its log. */
public final class RegistrationException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RegistrationException(String message) {
    super(message);
  }

  RegistrationException(String message, Throwable cause) {
    super(message, cause);
  }
}
