package io.birthmark.emulator.device;

import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.tpm.NotATpmKeyException;
import io.birthmark.emulator.tpm.TpmPublicArea;

/**
 * The two public keys a TPM device brings: the one that proves the chip, the one that a key can be
 * imported under.
 */
record TpmKeys(TpmPublicArea endorsementKey, TpmPublicArea storageRootKey) {

  /** Reads them and compares the endorsement key, byte by byte, with the enrolled one. */
  static TpmKeys read(Members body, Attestation.Tpm enrolled) {
    Members tpm = body.requiredObject("tpm");
    TpmKeys keys =
        new TpmKeys(
            area(tpm, "endorsementKey", "Endorsement key"),
            area(tpm, "storageRootKey", "Storage root key"));
    if (!keys.endorsementKey.equals(enrolled.endorsementKey())) {
      throw invalid("Endorsement key", "it is not the enrolled one");
    }
    return keys;
  }

  private static TpmPublicArea area(Members tpm, String member, String name) {
    try {
      return TpmPublicArea.ofBase64(tpm.requiredText(member));
    } catch (NotATpmKeyException e) {
      throw invalid(name, e.reason());
    }
  }

  private static Refusal invalid(String name, String reason) {
    return Refusal.badRequest(
        name + " is invalid, or does not match the Enrollment. (" + reason + ".)");
  }
}
