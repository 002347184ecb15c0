package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Registers a device with nothing but what is in its element, in the order it happens. */
public final class Registration {
  private static final int MOST_POLLS = 60;
  private static final int USUAL_PAUSE_SECONDS = 2;

  private final DeviceElement element;
  private final Trust trust;
  private final Clock clock;

  /**
   * @param trust believes the service's certificate
   */
  public Registration(DeviceElement element, Trust trust, Clock clock) {
    this.element = element;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Registers.
   *
   * @throws ElementException when the element does not do its part
   */
  public Assignment register() throws RegistrationException {
    IdentityRecord record =
        element
            .record()
            .orElseThrow(
                () ->
                    new RegistrationException(
                        "there is no identity record in this element; the station writes it"));
    Proof proof = Proof.of(record.attestation(), element);
    ProvisioningClient service = new ProvisioningClient(record, proof.tls(trust));

    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("registrationId", record.registrationId());
    proof.introduce(request);
    Optional<String> token =
        proof.token(
            new SharedAccessSignature(record, clock),
            () -> service.register(request, Optional.empty()));
    JsonNode state =
        assigned(service, service.register(request, token), token).path("registrationState");
    proof.conclude(state);
    return new Assignment(
        record.registrationId(),
        state.path("assignedHub").asText(),
        state.path("deviceId").asText());
  }

  private static JsonNode assigned(
      ProvisioningClient service, ProvisioningClient.Answer first, Optional<String> token)
      throws RegistrationException {
    ProvisioningClient.Answer answer = first;
    for (int poll = 0; poll < MOST_POLLS; poll++) {
      String status = answer.body().path("status").asText();
      if (status.equals("assigned")) {
        return answer.body();
      }
      if (!status.equals("assigning") && !status.equals("unassigned")) {
        throw answer.refused();
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
}
