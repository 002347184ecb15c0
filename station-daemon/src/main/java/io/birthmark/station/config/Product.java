package io.birthmark.station.config;

import java.util.Optional;

/**
 * {@code [product.NAME]}: what is built.
 *
 * @param registrationIdRule empty when the registration ID is derived from the device's EK
 * @param onlyByOrder whether none is built without a work order; otherwise one is needed as soon as
 *     there ever was one for this product
 */
public record Product(
    String name,
    SerialSource serialSource,
    SerialRule serialRule,
    Optional<RegistrationIdRule> registrationIdRule,
    ProductAttestation attestation,
    AlreadyProvisioned alreadyProvisioned,
    boolean onlyByOrder) {

  /** One that may be built without a work order, as long as there never was one. */
  public Product(
      String name,
      SerialSource serialSource,
      SerialRule serialRule,
      Optional<RegistrationIdRule> registrationIdRule,
      ProductAttestation attestation,
      AlreadyProvisioned alreadyProvisioned) {
    this(
        name,
        serialSource,
        serialRule,
        registrationIdRule,
        attestation,
        alreadyProvisioned,
        /* onlyByOrder= */ false);
  }

  /** Why this serial cannot be a device of this product; empty when it can. */
  public Optional<String> whyNot(String serial) {
    return serialRule
        .whyNot(serial)
        .or(() -> registrationIdRule.flatMap(rule -> rule.whyNot(serial)))
        .or(() -> registrationIdRule.flatMap(rule -> tooLongForCertificate(rule, serial)));
  }

  private Optional<String> tooLongForCertificate(RegistrationIdRule rule, String serial) {
    return attestation.certifiedKey().isPresent()
        ? rule.tooLongForCertificate(serial)
        : Optional.empty();
  }

  /**
   * The registration ID of the device with this serial; empty when it is to be derived from the EK.
   *
   * @throws IllegalArgumentException if {@link #whyNot} was not asked and has an objection
   */
  public Optional<RegistrationId> registrationId(String serial) {
    serialRule
        .whyNot(serial)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    return registrationIdRule.map(rule -> new RegistrationId(rule.apply(serial)));
  }

  /** What to do with a device that has an identity already. */
  public enum AlreadyProvisioned implements Word {
    VERIFY("verify"),
    REFUSE("refuse");

    private final String word;

    AlreadyProvisioned(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
