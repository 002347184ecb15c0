package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Attestation;
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
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.tpm.ActivationBlob;
import java.time.Clock;
import java.time.Duration;
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

  private final Store store;
  private final Settings settings;
  private final Throttle throttle;
  private final ChallengeKeys challenges;
  private final Recognition recognition;
  private final ActivationBlob blobs;
  private final PendingOperations operations;
  private final Assignments assignments;

  /**
   * What an instance of the service can be set to.
   *
   * @param assigningAnswers how often a device hears "assigning", the answer to register included,
   *     before the final answer
   * @param strictProofOfPossession whether certificates count only if possession of a CA above them
   *     was proved
   * @param webhookLimit how long a webhook may take
   */
  public record Settings(
      String idScope,
      List<String> linkedHubs,
      int registrationsPerMinute,
      int assigningAnswers,
      int retryAfterSeconds,
      boolean strictProofOfPossession,
      Duration webhookLimit) {}

  public DeviceDesk(Store store, Settings settings, Clock clock, RandomSource random) {
    this.store = store;
    this.settings = settings;
    this.throttle = new Throttle(settings.registrationsPerMinute(), clock);
    this.challenges = new ChallengeKeys(clock, random);
    Groups groups = new Groups(store, settings.strictProofOfPossession());
    this.recognition =
        new Recognition(
            store,
            new SignatureProof(settings.idScope(), clock),
            new CertificateProof(groups, clock),
            challenges,
            groups);
    this.blobs = new ActivationBlob(random);
    this.operations = new PendingOperations(clock, random);
    this.assignments =
        new Assignments(
            store,
            new HubAllocation(settings.linkedHubs()),
            new WebhookCall(settings.webhookLimit()),
            clock,
            random);
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
    Recognised device = recognition.recognise(request, registrationId);
    Optional<TpmKeys> tpmKeys = tpmKeys(body, device);
    if (!device.proven()) {
      return challengeOrRefuse(device, tpmKeys);
    }
    RegistrationOperation operation =
        new RegistrationOperation(
            operations.newId(),
            device,
            tpmKeys,
            body.value("payload"),
            device.enrollment().enabled() ? settings.assigningAnswers() : 0);
    operations.add(operation);
    if (operation.stillAssigning()) {
      assignments.begin(device);
      return assigning(operation);
    }
    return operation.finish(() -> finalReply(operation));
  }

  private Reply poll(Request request, String registrationId, String operationId) {
    if (!recognition.recognise(request, registrationId).proven()) {
      throw Refusal.unauthorized("Unauthorized.");
    }
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
    Recognised device = recognition.recognise(request, registrationId);
    Optional<TpmKeys> tpmKeys = tpmKeys(body, device);
    if (!device.proven()) {
      return challengeOrRefuse(device, tpmKeys);
    }
    return Reply.ok(
        store
            .find(Registration.TABLE, registrationId)
            .map(Registration::json)
            .orElseThrow(Assignments::notFound));
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

  private static Optional<TpmKeys> tpmKeys(Members body, Recognised device) {
    return device.enrollment().attestation() instanceof Attestation.Tpm tpm
        ? Optional.of(TpmKeys.read(body, tpm))
        : Optional.empty();
  }

  /**
   * A TPM device is always given a new challenge, also after a bad signature: so it can help
   * itself.
   */
  private Reply challengeOrRefuse(Recognised device, Optional<TpmKeys> tpmKeys) {
    TpmKeys keys = tpmKeys.orElseThrow(() -> Refusal.unauthorized("Unauthorized."));
    Secret challenge = challenges.issue(device.registrationId());
    ObjectNode json = Json.object();
    json.put("message", "Authorization required, resend request using supplied key");
    json.put("authenticationKey", wrapped(keys, challenge, device.registrationId()));
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
    Recognised device = asEnrolledNow(operation.device());
    Registration registration =
        device.enrollment().enabled()
            ? assignments.assign(device, operation.payload())
            : assignments.disable(device);
    ObjectNode state = registration.json();
    if (registration.status() == Registration.Status.ASSIGNED) {
      tellTheProof(operation, registration, state);
    }
    ObjectNode json = Json.object();
    json.put("operationId", operation.id());
    json.put("status", registration.status().word());
    json.set("registrationState", state);
    return Reply.ok(json);
  }

  /** The enrollment may have been changed, or deleted, since the device began. */
  private Recognised asEnrolledNow(Recognised device) {
    return store
        .find(device.enrollment().kind().table(), device.enrollment().id())
        .map(device::under)
        .orElseThrow(Assignments::notFound);
  }

  private void tellTheProof(
      RegistrationOperation operation, Registration registration, ObjectNode state) {
    Recognised device = operation.device();
    if (device.certificates().isPresent()) {
      state.set("x509", device.proofJson());
    } else if (device.groupId().isPresent()) {
      state.set("symmetricKey", device.proofJson());
    }
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
                                .put(
                                    "authenticationKey",
                                    wrapped(keys, key, device.registrationId()))));
  }

  private String wrapped(TpmKeys keys, Secret key, String registrationId) {
    String note = settings.idScope() + "/registrations/" + registrationId;
    return Base64.getEncoder()
        .encodeToString(blobs.wrap(keys.endorsementKey(), keys.storageRootKey(), key, note));
  }
}
