package io.birthmark.hsm;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a device turned out to be, learnt without writing to it. */
public sealed interface Identification {

  /** Facts for people and logs, in the order to show them: manufacturer, firmware, lockout …. */
  Map<String, String> facts();

  /**
   * A device that can be provisioned.
   *
   * @param hardware which element it is; empty for a blank token, which has no serial number before
   *     it is initialised
   * @param serial the element's own serial number, where it has one: a token does, a TPM does not
   * @param defaultRegistrationId the registration ID when none is configured; a TPM has one
   * @param record the identity that is already inside
   * @param warnings what the policy lets pass but a person should know
   */
  record Fit(
      Map<String, String> facts,
      Optional<Hardware> hardware,
      Optional<String> serial,
      Optional<String> defaultRegistrationId,
      Optional<IdentityRecord> record,
      List<Problem> warnings)
      implements Identification {}

  /** A device to be set aside, with the reason. */
  record Unfit(Map<String, String> facts, Problem problem) implements Identification {}
}
