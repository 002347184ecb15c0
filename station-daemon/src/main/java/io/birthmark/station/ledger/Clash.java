package io.birthmark.station.ledger;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Something wanted is another device's.
 *
 * @param value what both want: the serial or registration ID, or the hash of hardware or key in
 *     hexadecimal
 * @param wanted the whole claim that was refused
 * @param holder whose it is
 */
public record Clash(Kind kind, String value, Claim wanted, Holding holder) {

  /** What two devices cannot share. */
  public enum Kind {
    EK("EK"),
    TOKEN("token"),
    SERIAL("serial"),
    REGISTRATION_ID("registration ID"),
    KEY("attestation key");

    static Kind of(Hardware.Kind hardware) {
      return switch (hardware) {
        case TPM -> EK;
        case TOKEN -> TOKEN;
      };
    }

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String code() {
      return "duplicate." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The clash as the operator is shown it; it names the first device. */
  public Problem problem() {
    Claim first = holder.claim();
    return Problem.ofDevice(
        kind.code(),
        "The "
            + kind.word
            + " "
            + shown()
            + " wanted for serial "
            + wanted.serial()
            + " (registration ID "
            + wanted.registrationId()
            + shown(wanted.hardware())
            + ") belongs to serial "
            + first.serial()
            + " (registration ID "
            + first.registrationId()
            + shown(first.hardware())
            + "), reserved in slot "
            + holder.slot()
            + " at "
            + holder.at().truncatedTo(ChronoUnit.SECONDS)
            + ".",
        "Set this device aside. If it replaces the first one (rework, swapped board), retire that"
            + " identity: birthmark void "
            + first.serial()
            + " --reason REASON, then put it in again; or do both at once: birthmark provision --rework"
            + " --reason REASON.");
  }

  private String shown() {
    return switch (kind) {
      case EK, TOKEN, KEY -> brief(Bytes.ofHex(value));
      case SERIAL, REGISTRATION_ID -> value;
    };
  }

  private static String shown(Optional<Hardware> hardware) {
    return hardware
        .map(one -> ", " + Kind.of(one.kind()).word + " " + brief(one.sha256()))
        .orElse("");
  }

  private static String brief(Bytes hash) {
    return hash.hex().substring(0, Math.min(16, hash.size() * 2));
  }
}
