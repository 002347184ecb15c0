package io.birthmark.emulator.device;

/** No hub could be chosen for a device; the device is told the message. */
final class NoHubException extends Exception {

  private static final long serialVersionUID = 1;

  NoHubException(String message) {
    super(message);
  }

  String explanation() {
    return String.valueOf(getMessage());
  }
}
