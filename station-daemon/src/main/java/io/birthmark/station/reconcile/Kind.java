package io.birthmark.station.reconcile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** In which way journal and service disagree. */
public enum Kind {
  /** The journal says enrolled, and the service has no such entry. */
  MISSING(true),
  /** The service has the registration ID for something else than this device. */
  DIFFERENT(true),
  /** It is the device's entry, and somebody disabled it. */
  DISABLED(true),
  /** The identity was voided, and the service still lets it in. */
  VOIDED(true),
  /** A group covers the device, and an entry of its own decides before the group. */
  BESIDE_GROUP(false),
  /** No device of this journal is enrolled under this registration ID. */
  UNKNOWN_HERE(false);

  private final boolean mendable;

  Kind(boolean mendable) {
    this.mendable = mendable;
  }

  /** Whether the station can mend it; the other kinds are for people to judge, and may be meant. */
  public boolean mendable() {
    return mendable;
  }

  /** As a person writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Kind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
