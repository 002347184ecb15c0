package io.birthmark.station.config;

import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.station.config.DevicePlace.DevicePin;
import io.birthmark.station.config.StationConfig.Issuer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of slots: no two slots have the same one, and none has the station's own HSM. What
 * cannot be seen here, one token named once by its label and once by its serial number, is seen
 * when the token is there.
 */
final class TokenSlots {
  private final List<Taken> taken = new ArrayList<>();

  private record Taken(String path, Path module, TokenChoice token) {
    boolean mayBe(Path otherModule, TokenChoice other) {
      return module.equals(otherModule)
          && (token.equals(other)
              || token instanceof TokenChoice.Only
              || other instanceof TokenChoice.Only);
    }
  }

  private enum Pin implements Word {
    CREDENTIAL("credential"),
    PER_DEVICE("per-device");

    private final String word;

    Pin(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  TokenSlots(Optional<Issuer> issuer) {
    issuer.ifPresent(
        own -> taken.add(new Taken("the station's own HSM", real(own.module()), own.token())));
  }

  Optional<DevicePlace> read(Section section) {
    Optional<Path> module = TokenKeys.module(section);
    TokenChoice token = TokenKeys.choice(section, "token_label");
    DevicePin pin = pin(section);
    boolean initialise = section.flag("initialise", false);
    module.ifPresent(m -> refuseSecond(section, real(m), token));
    return module.map(m -> new DevicePlace.Token(m, token, pin, initialise));
  }

  private void refuseSecond(Section section, Path module, TokenChoice token) {
    String key =
        token instanceof TokenChoice.ByLabel
            ? "token_label"
            : token instanceof TokenChoice.BySerial ? "token_serial" : "module";
    taken.stream()
        .filter(other -> other.mayBe(module, token))
        .findFirst()
        .ifPresent(
            other ->
                section.error(
                    key,
                    other.token().equals(token)
                        ? "is the same as that of " + other.path() + "; every slot has its own"
                        : "may be the same token as that of "
                            + other.path()
                            + ": where one module serves both, each token is named, by"
                            + " token_label or token_serial"));
    taken.add(new Taken(section.path(), module, token));
  }

  private static DevicePin pin(Section section) {
    Optional<Pin> pin = section.oneOf("pin", Pin.class);
    Optional<Path> folder = section.path("pin_folder");
    Optional<Path> hook = section.path("pin_hook");
    if (pin.orElse(Pin.CREDENTIAL) == Pin.CREDENTIAL) {
      for (String key : List.of("pin_folder", "pin_hook")) {
        if (section.has(key) && (pin.isPresent() || !section.has("pin"))) {
          section.errorOfTheWhole(key, "only goes with pin = \"per-device\"");
        }
      }
      return new DevicePin.Shared();
    }
    if (section.has("pin_folder") && section.has("pin_hook")) {
      section.errorOfTheWhole(
          "pin_hook", "does not go with pin_folder: a device's PIN goes to one place");
    }
    if (!section.has("pin_folder") && !section.has("pin_hook")) {
      section.missing(
          "pin_folder",
          "the folder for the devices' PINs, as pin is \"per-device\"; pin_hook, a program that"
              + " takes them, may stand in its place");
    }
    return hook.<DevicePin>map(DevicePin.ToProgram::new)
        .orElseGet(() -> new DevicePin.IntoFolder(folder.orElse(Path.of("/"))));
  }

  private static Path real(Path module) {
    try {
      return module.toRealPath();
    } catch (IOException e) {
      // Not there now; then it is compared as it is written.
      return module.normalize();
    }
  }
}
