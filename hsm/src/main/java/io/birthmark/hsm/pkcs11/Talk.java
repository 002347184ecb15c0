package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenFacts;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/** One run's talk with one token: its session, its PIN, and that it is still the same token. */
final class Talk implements AutoCloseable {
  /** Characters that no keyboard and no shell changes. */
  private static final String PIN_CHARACTERS =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

  /** 20 of them are 115 bits; a token that takes fewer gets as many as it takes. */
  private static final int PIN_LENGTH = 20;

  private final Token token;
  private final Pkcs11Settings settings;
  private final SecureRandom random;
  private Optional<TokenSession> session = Optional.empty();
  private Optional<SecretBytes> madePin = Optional.empty();

  Talk(Token token, Pkcs11Settings settings, SecureRandom random) {
    this.token = token;
    this.settings = settings;
    this.random = random;
  }

  TokenFacts facts() {
    return token.facts();
  }

  Token token() {
    return token;
  }

  SecureRandom random() {
    return random;
  }

  Bytes randomBytes(int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }

  /** The session, logged in; the token is looked at first, as it may have been exchanged. */
  TokenSession session() {
    if (session.isPresent()) {
      TokenFacts unused = token.present();
      return session.get();
    }
    TokenSession opened = token.openSession();
    session = Optional.of(opened);
    logIn(opened);
    return opened;
  }

  /** The same, but certainly a new one. */
  TokenSession newSession() {
    endSession();
    return session();
  }

  private void logIn(TokenSession opened) {
    if (madePin.isPresent()) {
      opened.login(madePin.get());
    } else {
      try (SecretBytes pin = pin()) {
        opened.login(pin);
      }
    }
  }

  private SecretBytes pin() {
    if (settings.pin() instanceof PinPolicy.PerDevice policy) {
      return policy
          .pins()
          .of(facts().serial())
          .orElseThrow(
              () ->
                  ElementException.lasting(
                      Pkcs11Problems.pinUnknown(facts().toString(), policy.pins().wayToKnown())));
    }
    return ((PinPolicy.OneForAll) settings.pin()).pin().get();
  }

  /** Whether it waits for its first initialisation, or for the rest of one that was cut off. */
  boolean blank() {
    return !facts().initialised() || !facts().userPinSet();
  }

  /** Erases the token, names it and sets its PINs. */
  void initialise(Pkcs11Settings.Initialisation initialisation) {
    endSession();
    try (SecretBytes officer = initialisation.securityOfficerPin().get()) {
      token.initialise(officer, initialisation.label());
      if (facts().serial().isEmpty()) {
        throw ElementException.lasting(Pkcs11Problems.noSerial(facts().toString()));
      }
      SecretBytes pin = firstPin();
      madePin = Optional.of(pin);
      try (TokenSession opened = token.openSession()) {
        opened.setUserPin(officer, pin);
      }
      // Only now does the token say that it has a PIN.
      token.refresh();
    }
  }

  private SecretBytes firstPin() {
    if (settings.pin() instanceof PinPolicy.PerDevice policy) {
      SecretBytes made = randomPin();
      policy.pins().keep(facts().serial(), made);
      return made;
    }
    return ((PinPolicy.OneForAll) settings.pin()).pin().get();
  }

  private SecretBytes randomPin() {
    long longest = facts().longestPin();
    byte[] pin = new byte[longest > 0 && longest < PIN_LENGTH ? (int) longest : PIN_LENGTH];
    byte[] alphabet = PIN_CHARACTERS.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < pin.length; i++) {
      pin[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return SecretBytes.taking(pin);
  }

  /** Which token it is; empty as long as it has no serial number. */
  Optional<Hardware> hardware() {
    TokenFacts now = facts();
    if (now.serial().isEmpty()) {
      return Optional.empty();
    }
    String told = now.manufacturer() + "\n" + now.model() + "\n" + now.serial();
    return Optional.of(
        new Hardware(
            Hardware.Kind.TOKEN, Bytes.of(told.getBytes(StandardCharsets.UTF_8)).sha256()));
  }

  Hardware certainHardware() {
    return hardware()
        .orElseThrow(() -> ElementException.lasting(Pkcs11Problems.noSerial(facts().toString())));
  }

  void endSession() {
    session.ifPresent(TokenSession::close);
    session = Optional.empty();
  }

  @Override
  public void close() {
    endSession();
    madePin.ifPresent(SecretBytes::close);
    token.close();
  }
}
