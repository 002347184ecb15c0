package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.tpm.DeviceTpm;
import java.util.Optional;

/** Only the TPM with this EK can open what the service has locked for it. */
record TpmProof(DeviceTpm tpm) implements Proof {

  @Override
  public void introduce(ObjectNode request) {
    request
        .putObject("tpm")
        .put("endorsementKey", tpm.endorsementKey().base64())
        .put("storageRootKey", tpm.storageRootKey().base64());
  }

  @Override
  public Optional<String> token(SharedAccessSignature signature, Challenger challenger)
      throws RegistrationException {
    ProvisioningClient.Answer challenge = challenger.ask();
    JsonNode key = challenge.body().path("authenticationKey");
    if (!key.isTextual()) {
      throw challenge.refused();
    }
    tpm.activate(Bytes.ofBase64(key.textValue()));
    return Optional.of(signature.signedBy(tpm::signForService));
  }

  /** The second challenge carries the device's key at its hub. */
  @Override
  public void conclude(JsonNode registrationState) throws RegistrationException {
    JsonNode key = registrationState.path("tpm").path("authenticationKey");
    if (!key.isTextual()) {
      throw new RegistrationException(
          "the service assigned a hub without the key for it; ask its operator");
    }
    tpm.activate(Bytes.ofBase64(key.textValue()));
  }
}
