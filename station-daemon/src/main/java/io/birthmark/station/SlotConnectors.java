package io.birthmark.station;

import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.pkcs11.PinFolder;
import io.birthmark.hsm.pkcs11.PinHook;
import io.birthmark.hsm.pkcs11.PinPolicy;
import io.birthmark.hsm.pkcs11.Pkcs11Element;
import io.birthmark.hsm.pkcs11.Pkcs11Settings;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.tpm.EkPolicy;
import io.birthmark.hsm.tpm.TpmElement;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.DevicePlace;
import io.birthmark.station.config.DevicePlace.DevicePin;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.run.Presence;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How the device in each slot is reached, whatever kind of element it is. */
final class SlotConnectors {
  /** One call to a token; an RSA key takes a slow one a minute. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(90);

  /** For the other slots behind the same module to finish, when it has to be started anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration HOOK_LIMIT = Duration.ofSeconds(30);

  /** The label of a token that is initialised here, when the configuration names none. */
  private static final String USUAL_LABEL = "birthmark";

  private final StationConfig config;
  private final EkTrust trust;
  private final Credentials credentials;
  private final SecureRandom random;

  SlotConnectors(
      StationConfig config, EkTrust trust, Credentials credentials, SecureRandom random) {
    this.config = config;
    this.trust = trust;
    this.credentials = credentials;
    this.random = random;
  }

  /** Opens a fresh connection each time it is asked. */
  Supplier<SecureElement> to(DevicePlace place, Pulse pulse) {
    if (place instanceof DevicePlace.Tpm tpm) {
      return () -> tpm(tpm.address(), pulse);
    }
    DevicePlace.Token token = (DevicePlace.Token) place;
    Pkcs11Settings settings = settings(token);
    return () -> Pkcs11Element.connect(Pkcs11Module.at(token.module()), settings, random);
  }

  /** Looks whether a device is there, without connecting to it. */
  Presence presence(DevicePlace place) {
    return place instanceof DevicePlace.Tpm tpm
        ? SlotPresence.of(tpm.address())
        : SlotPresence.of(
            ((DevicePlace.Token) place).module(), settings((DevicePlace.Token) place));
  }

  private SecureElement tpm(TpmAddress address, Pulse pulse) {
    EkPolicy policy = trust.policy();
    Duration limit = config.tpm().commandLimit();
    return new TpmElement(
        new WatchedTransport(TpmConnector.connect(address, limit), limit, pulse),
        policy,
        config.tpm().nvIndex(),
        random);
  }

  private Pkcs11Settings settings(DevicePlace.Token token) {
    Optional<Pkcs11Settings.Initialisation> initialisation =
        token.initialise()
            ? Optional.of(
                new Pkcs11Settings.Initialisation(
                    token.token() instanceof TokenChoice.ByLabel named
                        ? named.label()
                        : USUAL_LABEL,
                    Pins.from(credentials::deviceSoPin)))
            : Optional.empty();
    return new Pkcs11Settings(
        token.token(), ownTokens(), pin(token.pin()), initialisation, CALL_LIMIT, PATIENCE);
  }

  /**
   * The station's own HSM, whatever name it goes by there. Another module cannot show it, as far as
   * can be told; where it can, it is refused all the same.
   */
  private List<TokenChoice> ownTokens() {
    return config.issuer().map(own -> List.of(own.token())).orElse(List.of());
  }

  private PinPolicy pin(DevicePin pin) {
    if (pin instanceof DevicePin.IntoFolder into) {
      return new PinPolicy.PerDevice(new PinFolder(into.folder()));
    }
    return pin instanceof DevicePin.ToProgram to
        ? new PinPolicy.PerDevice(new PinHook(List.of(to.program().toString()), HOOK_LIMIT))
        : new PinPolicy.OneForAll(Pins.from(credentials::devicePin));
  }
}
