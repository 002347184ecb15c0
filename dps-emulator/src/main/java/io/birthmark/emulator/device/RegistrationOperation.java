package io.birthmark.emulator.device;

import io.birthmark.emulator.http.Reply;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One device's request for a hub, from the first "assigning" to the final answer.
 *
 * <p>The final answer is computed once and then repeated as it is: a device whose connection broke
 * must find the same key in it.
 */
final class RegistrationOperation {

  private final String id;
  private final String registrationId;
  private final Optional<TpmKeys> tpmKeys;
  private final AtomicInteger assigningLeft;
  private Optional<Reply> finalReply = Optional.empty();

  RegistrationOperation(
      String id, String registrationId, Optional<TpmKeys> tpmKeys, int assigningAnswers) {
    this.id = id;
    this.registrationId = registrationId;
    this.tpmKeys = tpmKeys;
    this.assigningLeft = new AtomicInteger(assigningAnswers);
  }

  String id() {
    return id;
  }

  String registrationId() {
    return registrationId;
  }

  Optional<TpmKeys> tpmKeys() {
    return tpmKeys;
  }

  /** Whether this answer is still "assigning"; each call uses one up. */
  boolean stillAssigning() {
    return assigningLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  synchronized Reply finish(Supplier<Reply> work) {
    Reply reply = finalReply.orElseGet(work);
    finalReply = Optional.of(reply);
    return reply;
  }
}
