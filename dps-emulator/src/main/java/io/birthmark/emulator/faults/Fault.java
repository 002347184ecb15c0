package io.birthmark.emulator.faults;

import java.time.Duration;

/** One thing that goes wrong on purpose with one call. */
public sealed interface Fault {

  /** 429, with the time to wait. */
  record Throttle(int retryAfterSeconds) implements Fault {}

  /** 500, 502, 503 or 504; nothing is done. */
  record ServerError(int status) implements Fault {}

  /** The answer comes late; the work is done late too. */
  record Slow(Duration delay) implements Fault {}

  /** The connection is closed, and nothing is done. */
  record DropBefore() implements Fault {}

  /** The work is done and kept, then the connection is closed without an answer. */
  record DropAfter() implements Fault {}

  /** The answer is good, but every ETag in it is one that no entry has. */
  record WrongETag() implements Fault {}
}
