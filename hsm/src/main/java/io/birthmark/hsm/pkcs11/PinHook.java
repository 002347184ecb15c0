package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * PINs handed to a program of the plant's: it is started with the token's serial number as its last
 * argument and reads the PIN from its standard input. Only when it ends with 0 is the PIN set.
 */
public final class PinHook implements DevicePins {
  private final List<String> command;
  private final Duration limit;

  /**
   * A hook.
   *
   * @param command the program and its first arguments; no shell is involved
   * @param limit how long it may take
   */
  public PinHook(List<String> command, Duration limit) {
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  @Override
  public void keep(String tokenSerial, SecretBytes pin) {
    List<String> started = new ArrayList<>(command);
    started.add(tokenSerial);
    try {
      Process hook =
          new ProcessBuilder(started)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream in = hook.getOutputStream()) {
        boolean unused = pin.lend(bytes -> written(in, bytes));
      }
      if (!hook.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        hook.destroyForcibly();
        throw failed("did not end within " + limit.toSeconds() + " s", Optional.empty());
      }
      if (hook.exitValue() != 0) {
        throw failed("ended with " + hook.exitValue(), Optional.empty());
      }
    } catch (IOException | UncheckedIOException e) {
      throw failed("cannot be run (" + e.getClass().getSimpleName() + ")", Optional.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for: the station was told to stop", Optional.of(e));
    }
  }

  private static boolean written(OutputStream in, byte[] bytes) {
    try {
      in.write(bytes);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ElementException failed(String how, Optional<Exception> cause) {
    String why = "the hook " + command.get(0) + " " + how;
    return cause
        .map(e -> ElementException.passing(Pkcs11Problems.pinNotKept(why), e))
        .orElseGet(() -> ElementException.passing(Pkcs11Problems.pinNotKept(why)));
  }

  /** A hook is told PINs; it tells none. */
  @Override
  public Optional<SecretBytes> of(String tokenSerial) {
    return Optional.empty();
  }

  @Override
  public String wayToKnown() {
    return "Erase the token with its maker's tool, so that the station initialises it anew and sets"
        + " a PIN that the hook is told, or use `pin_folder`.";
  }
}
