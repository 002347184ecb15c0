package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.tpm.DeviceTpm;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Registers a device by its TPM: the service's "TPM attestation" in the order it happens. */
public final class TpmRegistration {
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final int MOST_POLLS = 60;
  private static final int USUAL_PAUSE_SECONDS = 2;

  private final DeviceTpm tpm;
  private final Optional<SSLContext> tls;
  private final Clock clock;

  /**
   * A registration that reads what it needs from {@code tpm}.
   *
   * @param tls trusts the service; empty for the platform's roots
   */
  public TpmRegistration(DeviceTpm tpm, Optional<SSLContext> tls, Clock clock) {
    this.tpm = tpm;
    this.tls = tls;
    this.clock = clock;
  }

  /** Registers. */
  public Assignment register() throws RegistrationException {
    IdentityRecord record =
        tpm.record()
            .orElseThrow(
                () -> new RegistrationException("there is no identity record in this TPM"));
    ProvisioningClient service = new ProvisioningClient(record, tls);

    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("registrationId", record.registrationId());
    request
        .putObject("tpm")
        .put("endorsementKey", tpm.endorsementKey().base64())
        .put("storageRootKey", tpm.storageRootKey().base64());

    ProvisioningClient.Answer challenge = service.register(request, Optional.empty());
    openChallenge(challenge.body().path("authenticationKey"), challenge);
    String token = token(record);
    JsonNode assigned = assigned(service, service.register(request, Optional.of(token)), token);

    JsonNode state = assigned.path("registrationState");
    // The second challenge carries the device's key at its hub.
    openChallenge(state.path("tpm").path("authenticationKey"), challenge);
    return new Assignment(
        record.registrationId(),
        state.path("assignedHub").asText(),
        state.path("deviceId").asText());
  }

  private void openChallenge(JsonNode key, ProvisioningClient.Answer answer)
      throws RegistrationException {
    if (!key.isTextual()) {
      throw refused(answer);
    }
    tpm.activate(Bytes.ofBase64(key.textValue()));
  }

  private static JsonNode assigned(
      ProvisioningClient service, ProvisioningClient.Answer first, String token)
      throws RegistrationException {
    ProvisioningClient.Answer answer = first;
    for (int poll = 0; poll < MOST_POLLS; poll++) {
      String status = answer.body().path("status").asText();
      if (status.equals("assigned")) {
        return answer.body();
      }
      if (!status.equals("assigning") && !status.equals("unassigned")) {
        throw refused(answer);
      }
      pause(answer.retryAfterSeconds().orElse(USUAL_PAUSE_SECONDS));
      answer = service.operation(answer.body().path("operationId").asText(), token);
    }
    throw new RegistrationException("the service is still assigning a hub; try again later");
  }

  private static void pause(int seconds) throws RegistrationException {
    try {
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrationException("told to stop", e);
    }
  }

  /** A shared access signature made by the TPM with the key of the challenge. */
  private String token(IdentityRecord record) {
    String resource =
        ProvisioningClient.encoded(record.idScope() + "/registrations/" + record.registrationId());
    long expiry = clock.instant().plus(TOKEN_LIFE).getEpochSecond();
    Bytes signature =
        tpm.signForService(Bytes.of((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8)));
    return "SharedAccessSignature sr="
        + resource
        + "&sig="
        + ProvisioningClient.encoded(signature.base64())
        + "&se="
        + expiry
        + "&skn=registration";
  }

  private static RegistrationException refused(ProvisioningClient.Answer answer) {
    JsonNode body = answer.body();
    JsonNode state = body.path("registrationState");
    String code = body.path("errorCode").asText(state.path("errorCode").asText("none"));
    String message =
        body.path("message").asText(state.path("errorMessage").asText("no reason given"));
    return new RegistrationException(
        "the service refused the device: "
            + message
            + " (HTTP "
            + answer.status()
            + ", error code "
            + code
            + ")");
  }
}
