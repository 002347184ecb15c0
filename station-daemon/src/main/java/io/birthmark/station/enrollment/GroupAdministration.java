package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an operator, with rights of his own, may do with a service's enrollment groups. */
public interface GroupAdministration extends EnrollmentGroups {

  /** Makes a group; one that is there is left as it is. */
  Change create(String name, GroupRequest request);

  /** Deletes a group; none of its devices can register afterwards. */
  Change delete(String name);

  /** What stands there, for a person to read. */
  Look look(String name);

  /** Fetches the key of a group that has one; the caller closes it. */
  Key key(String name);

  /** What came of a change. */
  sealed interface Change permits Done, Taken, NotThere, Refused, NoAnswer {}

  /** It is done. */
  record Done() implements Change {}

  /** There is a group of this name already. */
  record Taken() implements Change {}

  /** There is no group of this name. */
  record NotThere() implements Change, Look, Key {}

  /** The service will not have it like this. */
  record Refused(Problem problem) implements Change, Look, Key {}

  /** What stands under a name. */
  sealed interface Look permits Description, NotThere, Refused, NoAnswer {}

  /**
   * A group as the service has it.
   *
   * @param attestation in the service's words: {@code x509}, {@code symmetricKey}
   * @param trusts the CAs it trusts: names of references, or fingerprints; empty for a key
   */
  record Description(
      String name,
      String status,
      String attestation,
      List<String> trusts,
      Optional<Instant> created,
      Optional<Instant> updated)
      implements Look {
    public Description {
      trusts = List.copyOf(trusts);
    }
  }

  /** A group's key, or why there is none. */
  sealed interface Key permits Fetched, Keyless, NotThere, Refused, NoAnswer {}

  /** The group's first key. */
  record Fetched(SecretBytes key) implements Key {}

  /** The group is one of certificates. */
  record Keyless() implements Key {}
}
