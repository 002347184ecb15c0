package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentStore;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.http.Desk;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.http.Route;
import io.birthmark.emulator.http.Throttle;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.tpm.ActivationBlob;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The device API: register, ask how far it is, look up.
 *
 * <p>A TPM device registers twice. The first request brings its public keys and gets 401 with a
 * challenge: a fresh HMAC key that only its TPM can unwrap. The second is the same request signed
 * with that key. The final answer holds a second such blob with the key for its hub.
 */
public final class DeviceDesk implements Desk {

  private final EnrollmentStore store;
  private final Settings settings;
  private final Throttle throttle;
  private final ChallengeKeys challenges;
  private final DeviceProof proof;
  private final ActivationBlob blobs;
  private final PendingOperations operations;
  private final Assignments assignments;

  /**
   * What an instance of the service can be set to.
   *
   * @param assigningAnswers how often a device hears "assigning", the answer to register included,
   *     before the final answer
   */
  public record Settings(
      String idScope,
      List<String> linkedHubs,
      int registrationsPerMinute,
      int assigningAnswers,
      int retryAfterSeconds) {}

  public DeviceDesk(EnrollmentStore store, Settings settings, Clock clock, RandomSource random) {
    this.store = store;
    this.settings = settings;
    this.throttle = new Throttle(settings.registrationsPerMinute(), clock);
    this.challenges = new ChallengeKeys(clock, random);
    this.proof = new DeviceProof(settings.idScope(), challenges, clock);
    this.blobs = new ActivationBlob(random);
    this.operations = new PendingOperations(clock, random);
    this.assignments =
        new Assignments(store, new HubAllocation(settings.linkedHubs()), clock, random);
  }

  @Override
  public Reply answer(Request request, Route route) {
    if (!settings.idScope().equalsIgnoreCase(route.idScope())) {
      throw Refusal.unauthorized("Unauthorized: this instance has another ID scope.");
    }
    request.requireJson();
    return switch (route.operation()) {
      case REGISTER -> register(request, route.subject());
      case POLL -> poll(request, route.subject(), route.operationId());
      case LOOK_UP -> lookUp(request, route.subject());
      default -> throw new IllegalStateException(route.operation() + " came to the wrong desk");
    };
  }

  private Reply register(Request request, String registrationId) {
    throttle.take(1);
    Members body = body(request, registrationId);
    Enrollment enrollment = enrollment(registrationId);
    Optional<TpmKeys> tpmKeys = tpmKeys(body, enrollment);
    if (!proof.holds(request, enrollment)) {
      return challengeOrRefuse(enrollment, tpmKeys);
    }
    RegistrationOperation operation =
        new RegistrationOperation(
            operations.newId(),
            enrollment.registrationId(),
            tpmKeys,
            enrollment.content().enabled() ? settings.assigningAnswers() : 0);
    operations.add(operation);
    if (operation.stillAssigning()) {
      assignments.begin(registrationId);
      return assigning(operation);
    }
    return operation.finish(() -> finalReply(operation));
  }

  private Reply poll(Request request, String registrationId, String operationId) {
    Enrollment enrollment = enrollment(registrationId);
    requireProof(request, enrollment);
    RegistrationOperation operation =
        operations
            .find(operationId, registrationId)
            .orElseThrow(() -> Refusal.notFound("Operation not found."));
    return operation.stillAssigning()
        ? assigning(operation)
        : operation.finish(() -> finalReply(operation));
  }

  private Reply lookUp(Request request, String registrationId) {
    Members body = body(request, registrationId);
    Enrollment enrollment = enrollment(registrationId);
    Optional<TpmKeys> tpmKeys = tpmKeys(body, enrollment);
    if (!proof.holds(request, enrollment)) {
      return challengeOrRefuse(enrollment, tpmKeys);
    }
    return Reply.ok(
        enrollment.registration().map(Registration::json).orElseThrow(Assignments::notFound));
  }

  private static Members body(Request request, String registrationId) {
    Members body = request.members();
    if (!body.requiredText("registrationId").equalsIgnoreCase(registrationId)) {
      throw Refusal.badRequest("registrationId in the body is not the one in the path.");
    }
    if (body.has("csr")) {
      throw Refusal.notYet("issuing of device certificates (csr)");
    }
    return body;
  }

  private Enrollment enrollment(String registrationId) {
    return store.find(registrationId).orElseThrow(Assignments::notFound);
  }

  private static Optional<TpmKeys> tpmKeys(Members body, Enrollment enrollment) {
    return enrollment.attestation() instanceof Attestation.Tpm tpm
        ? Optional.of(TpmKeys.read(body, tpm))
        : Optional.empty();
  }

  private void requireProof(Request request, Enrollment enrollment) {
    if (!proof.holds(request, enrollment)) {
      throw Refusal.unauthorized("Unauthorized.");
    }
  }

  /**
   * A TPM device is always given a new challenge, also after a bad signature: so it can help
   * itself.
   */
  private Reply challengeOrRefuse(Enrollment enrollment, Optional<TpmKeys> tpmKeys) {
    TpmKeys keys = tpmKeys.orElseThrow(() -> Refusal.unauthorized("Unauthorized."));
    Secret challenge = challenges.issue(enrollment.registrationId());
    ObjectNode json = Json.object();
    json.put("message", "Authorization required, resend request using supplied key");
    json.put("authenticationKey", wrapped(keys, challenge, enrollment.registrationId()));
    json.putNull("unencryptedAuthenticationKey");
    json.put("keyName", "registration");
    return Reply.of(401, json);
  }

  private Reply assigning(RegistrationOperation operation) {
    ObjectNode json = Json.object();
    json.put("operationId", operation.id());
    json.put("status", "assigning");
    return Reply.of(202, json)
        .with("Retry-After", Integer.toString(settings.retryAfterSeconds()))
        .with("Location", location(operation));
  }

  private String location(RegistrationOperation operation) {
    return "/"
        + settings.idScope()
        + "/registrations/"
        + operation.registrationId()
        + "/operations/"
        + operation.id();
  }

  private Reply finalReply(RegistrationOperation operation) {
    String id = operation.registrationId();
    boolean enabled = enrollment(id).content().enabled();
    Registration registration =
        enabled ? assignments.assign(id, operation.tpmKeys().isPresent()) : assignments.disable(id);
    ObjectNode state = registration.json();
    if (enabled) {
      operation
          .tpmKeys()
          .ifPresent(
              keys ->
                  registration
                      .assignment()
                      .flatMap(Registration.Assignment::hubKey)
                      .ifPresent(
                          key ->
                              state
                                  .putObject("tpm")
                                  .put("authenticationKey", wrapped(keys, key, id))));
    }
    ObjectNode json = Json.object();
    json.put("operationId", operation.id());
    json.put("status", registration.status().word());
    json.set("registrationState", state);
    return Reply.ok(json);
  }

  private String wrapped(TpmKeys keys, Secret key, String registrationId) {
    String note = settings.idScope() + "/registrations/" + registrationId;
    return Base64.getEncoder()
        .encodeToString(blobs.wrap(keys.endorsementKey(), keys.storageRootKey(), key, note));
  }
}
