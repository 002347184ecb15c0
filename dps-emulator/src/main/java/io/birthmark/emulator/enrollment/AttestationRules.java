package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.tpm.NotATpmKeyException;
import io.birthmark.emulator.tpm.TpmPublicArea;
import java.util.List;
import java.util.Optional;

/** Reads the {@code attestation} member. */
final class AttestationRules {

  private static final List<String> VARIANTS = List.of("tpm", "x509", "symmetricKey");
  private static final int SHORTEST_KEY = 16;
  private static final int LONGEST_KEY = 64;

  private AttestationRules() {}

  static Attestation read(Kind kind, Members attestation, Surroundings surroundings) {
    String type = attestation.requiredText("type");
    for (String variant : VARIANTS) {
      if (!variant.equals(type) && attestation.has(variant)) {
        throw Refusal.badRequest("attestation is of type " + type + " but has " + variant + ".");
      }
    }
    return switch (type) {
      case "tpm" -> tpm(kind, attestation.requiredObject("tpm"));
      case "symmetricKey" -> symmetricKey(attestation);
      case "x509" -> X509Rules.read(kind, attestation.requiredObject("x509"), surroundings);
      default -> throw Refusal.badRequest("attestation.type must be tpm, x509 or symmetricKey.");
    };
  }

  private static Attestation tpm(Kind kind, Members tpm) {
    if (kind == Kind.GROUP) {
      throw Refusal.badRequest(
          "An enrollment group's attestation must be x509 or symmetricKey. A TPM is enrolled individually.");
    }
    try {
      return new Attestation.Tpm(
          TpmPublicArea.ofBase64(tpm.requiredText("endorsementKey")), tpm.text("storageRootKey"));
    } catch (NotATpmKeyException e) {
      throw Refusal.badRequest(
          "Endorsement key is invalid, or does not match the Enrollment. (It must be base64 of a TPM2B_PUBLIC; "
              + e.reason()
              + ".)");
    }
  }

  private static Attestation symmetricKey(Members attestation) {
    Optional<Members> keys = attestation.object("symmetricKey");
    return new Attestation.SymmetricKey(key(keys, "primaryKey"), key(keys, "secondaryKey"));
  }

  private static Optional<Secret> key(Optional<Members> keys, String name) {
    return keys.flatMap(members -> members.text(name))
        .filter(text -> !text.isEmpty())
        .map(text -> key(text, name));
  }

  private static Secret key(String base64, String name) {
    Secret key;
    try {
      key = Secret.ofBase64(base64);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(name + " is not base64.");
    }
    if (key.length() < SHORTEST_KEY || key.length() > LONGEST_KEY) {
      throw Refusal.badRequest(
          name + " must be " + SHORTEST_KEY + " to " + LONGEST_KEY + " bytes long.");
    }
    return key;
  }
}
