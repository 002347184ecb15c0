package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
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
  private final Recognised device;
  private final Optional<TpmKeys> tpmKeys;
  private final Optional<JsonNode> payload;
  private final AtomicInteger assigningLeft;
  private Optional<Reply> finalReply = Optional.empty();

  RegistrationOperation(
      String id,
      Recognised device,
      Optional<TpmKeys> tpmKeys,
      Optional<JsonNode> payload,
      int assigningAnswers) {
    this.id = id;
    this.device = device;
    this.tpmKeys = tpmKeys;
    this.payload = payload;
    this.assigningLeft = new AtomicInteger(assigningAnswers);
  }

  String id() {
    return id;
  }

  /** As it was recognised when it began. */
  Recognised device() {
    return device;
  }

  String registrationId() {
    return device.registrationId();
  }

  /** What the device sent along. */
  Optional<JsonNode> payload() {
    return payload;
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
