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
   * @param publicKey the key that names the device: for a TPM the EK's TPM2B_PUBLIC
   * @param keyReference where that key is, as it stands in the identity record
   * @param defaultRegistrationId the registration ID when none is configured
   * @param record the identity that is already inside
   * @param warnings what the policy lets pass but a person should know
   */
  record Fit(
      Map<String, String> facts,
      Bytes publicKey,
      String keyReference,
      String defaultRegistrationId,
      Optional<IdentityRecord> record,
      List<Problem> warnings)
      implements Identification {}

  /** A device to be set aside, with the reason. */
  record Unfit(Map<String, String> facts, Problem problem) implements Identification {}
}
