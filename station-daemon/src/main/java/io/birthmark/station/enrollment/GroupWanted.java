package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an enrollment group must be for the devices made here to be let in. */
public sealed interface GroupWanted {

  /** Its name at the service. */
  String name();

  /**
   * The group trusts a CA that our devices' certificates lead to.
   *
   * @param certificates the CA certificates above a device's, in DER, nearest first; the group may
   *     have any of them
   * @param caReference by which name the service knows the CA, where the group refers to it by name
   *     instead: which certificate stands behind a name cannot be asked with this interface
   */
  record OfCa(String name, List<Bytes> certificates, Optional<String> caReference)
      implements GroupWanted {
    public OfCa {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * The group has the key that our devices' are derived from.
   *
   * @param isOurs whether a key of the service's is the one in the station's HSM; may throw {@link
   *     io.birthmark.hsm.ElementException}
   */
  record OfKey(String name, Predicate<SecretBytes> isOurs) implements GroupWanted {}
}
