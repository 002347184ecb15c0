package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Allocation.Webhook;
import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentJson;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.enrollment.Registration.Assignment;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Custom allocation: somebody else's web service chooses the hub.
 *
 * <p>It is sent the enrollment, what is known of the device, and the hubs to choose from; it
 * answers {@code {"iotHubHostName", "initialTwin"?, "payload"?}}. Any other answer, and none in
 * time, means that the device gets no hub now. The twin is checked for its form and goes nowhere,
 * as there is no hub to keep it.
 */
final class WebhookCall {

  private final Duration limit;

  WebhookCall(Duration limit) {
    this.limit = limit;
  }

  Assignments.Choice ask(
      Webhook webhook,
      Recognised device,
      Optional<JsonNode> payload,
      Optional<Assignment> before,
      List<String> hubs)
      throws NoHubException {
    ObjectNode question = question(device, payload, before, hubs);
    HttpRequest request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(limit)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(question.toString()))
            .build();
    return choice(send(request), hubs);
  }

  private static ObjectNode question(
      Recognised device,
      Optional<JsonNode> payload,
      Optional<Assignment> before,
      List<String> hubs) {
    ObjectNode question = Json.object();
    Enrollment enrollment = device.enrollment();
    question.set(
        enrollment.kind() == Kind.GROUP ? "enrollmentGroup" : "individualEnrollment",
        EnrollmentJson.shown(enrollment));
    ObjectNode context = question.putObject("deviceRuntimeContext");
    context.put("registrationId", device.registrationId());
    before.ifPresent(
        present ->
            context
                .put("currentIotHubHostName", present.hub())
                .put("currentDeviceId", present.deviceId()));
    context.set(attestationWord(enrollment.attestation()), device.proofJson());
    payload.ifPresent(given -> context.set("payload", given));
    ArrayNode linked = question.putArray("linkedHubs");
    hubs.forEach(linked::add);
    return question;
  }

  private static String attestationWord(Attestation attestation) {
    if (attestation instanceof Attestation.Tpm) {
      return "tpm";
    }
    return attestation instanceof Attestation.SymmetricKey ? "symmetricKey" : "x509";
  }

  private HttpResponse<String> send(HttpRequest request) throws NoHubException {
    // Made for each call: a client that is kept keeps a thread, and most emulators never ask.
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limit).build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw failed("it did not answer within " + limit.toMillis() + " ms");
    } catch (IOException e) {
      throw failed("it cannot be reached (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the emulator is being stopped");
    }
  }

  private static Assignments.Choice choice(HttpResponse<String> response, List<String> hubs)
      throws NoHubException {
    if (response.statusCode() != 200) {
      throw failed("it answered " + response.statusCode());
    }
    try {
      Members answer = Members.of(Json.read(response.body()), "Its answer");
      String hub = answer.requiredText("iotHubHostName");
      if (!hubs.contains(hub)) {
        throw failed("it chose '" + hub + "', which is not one of the hubs it was given");
      }
      answer.object("initialTwin");
      return new Assignments.Choice(hub, answer.object("payload").map(Members::asJson));
    } catch (Refusal refusal) {
      throw failed("its answer cannot be used: " + refusal.explanation());
    }
  }

  private static NoHubException failed(String reason) {
    return new NoHubException("Custom allocation failed: the webhook's fault: " + reason + ".");
  }
}
