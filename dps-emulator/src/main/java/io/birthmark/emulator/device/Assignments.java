package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.enrollment.Allocation;
import io.birthmark.emulator.enrollment.Allocation.Webhook;
import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.enrollment.Registration.Assignment;
import io.birthmark.emulator.enrollment.Registration.Failure;
import io.birthmark.emulator.enrollment.Registration.Status;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.ETag;
import io.birthmark.emulator.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Decides what becomes of a device, and writes it down. */
final class Assignments {

  /** What the service says when a webhook gives no hub. */
  private static final int CUSTOM_ALLOCATION_FAILED = 400207;

  private static final int HUB_KEY_BYTES = 32;

  private final Store store;
  private final HubAllocation allocation;
  private final WebhookCall webhooks;
  private final Clock clock;
  private final RandomSource random;

  Assignments(
      Store store,
      HubAllocation allocation,
      WebhookCall webhooks,
      Clock clock,
      RandomSource random) {
    this.store = store;
    this.allocation = allocation;
    this.webhooks = webhooks;
    this.clock = clock;
    this.random = random;
  }

  /** A hub, and what is sent to the device with it. */
  record Choice(String hub, Optional<JsonNode> payload) {}

  void begin(Recognised device) {
    record(device, Status.ASSIGNING, present(device), Optional.empty());
  }

  Registration disable(Recognised device) {
    return record(device, Status.DISABLED, present(device), Optional.empty());
  }

  /**
   * Gives the device its hub, or fails to.
   *
   * @param payload what the device sent along, for a webhook
   */
  Registration assign(Recognised device, Optional<JsonNode> payload) {
    Optional<Assignment> before = present(device);
    try {
      // Outside of the store's lock: a webhook takes its time.
      Choice choice = choose(device, payload, before);
      return record(
          device,
          Status.ASSIGNED,
          Optional.of(assignment(device, choice, before)),
          Optional.empty());
    } catch (NoHubException e) {
      return record(
          device,
          Status.FAILED,
          before,
          Optional.of(new Failure(CUSTOM_ALLOCATION_FAILED, e.explanation())));
    }
  }

  private Choice choose(Recognised device, Optional<JsonNode> payload, Optional<Assignment> before)
      throws NoHubException {
    Allocation wanted = device.enrollment().content().allocation();
    if (before.isPresent() && !wanted.updatesHub()) {
      return new Choice(before.get().hub(), before.get().payload());
    }
    Optional<Webhook> webhook = wanted.webhook();
    return webhook.isPresent()
        ? webhooks.ask(webhook.get(), device, payload, before, allocation.candidates(wanted))
        : new Choice(allocation.choose(wanted, device.registrationId()), Optional.empty());
  }

  private Assignment assignment(Recognised device, Choice choice, Optional<Assignment> before) {
    Enrollment enrollment = device.enrollment();
    Set<String> former = new HashSet<>();
    before.ifPresent(
        earlier -> {
          former.addAll(earlier.formerHubs());
          former.add(earlier.hub());
        });
    former.remove(choice.hub());
    return new Assignment(
        choice.hub(),
        enrollment.content().deviceId().orElse(device.registrationId()),
        substatus(enrollment.content().allocation(), choice.hub(), before),
        enrollment.attestation() instanceof Attestation.Tpm
            ? before
                .flatMap(Assignment::hubKey)
                .or(() -> Optional.of(Secret.of(random.bytes(HUB_KEY_BYTES))))
            : Optional.empty(),
        former,
        choice.payload());
  }

  private static String substatus(Allocation wanted, String hub, Optional<Assignment> before) {
    if (before.isEmpty()) {
      return "initialAssignment";
    }
    if (before.get().hub().equals(hub)) {
      return before.get().substatus();
    }
    if (before.get().formerHubs().contains(hub)) {
      return "reprovisionedToInitialAssignment";
    }
    return wanted.migratesData() ? "deviceDataMigrated" : "deviceDataReset";
  }

  private Optional<Assignment> present(Recognised device) {
    return store
        .find(Registration.TABLE, device.registrationId())
        .flatMap(Registration::assignment);
  }

  private Registration record(
      Recognised device,
      Status status,
      Optional<Assignment> assignment,
      Optional<Failure> failure) {
    return store.change(
        transaction -> {
          Optional<Registration> before =
              transaction.find(Registration.TABLE, device.registrationId());
          Instant now = clock.instant();
          Registration registration =
              new Registration(
                  before.map(Registration::registrationId).orElse(device.registrationId()),
                  device.groupId(),
                  status,
                  assignment,
                  failure,
                  before.map(Registration::created).orElse(now),
                  now,
                  ETag.fresh(random));
          transaction.write(Registration.TABLE, registration);
          return registration;
        });
  }

  static Refusal notFound() {
    return Refusal.notFound("Registration not found: no enrollment has this registration id.");
  }
}
