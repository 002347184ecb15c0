package io.birthmark.powercut;

import io.birthmark.hsm.Bytes;

/**
 * A system call that changes the directory, or tells somebody something.
 *
 * <p>Names are relative to the directory, which itself is the empty name.
 */
public sealed interface Call {
  When when();

  /**
   * The place of a call in the trace.
   *
   * @param begun the trace's line that shows it begin
   * @param ended the line that shows it done, which may be a later one
   * @param seconds the clock when it began
   */
  record When(int begun, int ended, double seconds) {}

  /** A file came into being. */
  record MadeFile(When when, String name) implements Call {}

  record MadeDirectory(When when, String name) implements Call {}

  record Wrote(When when, String name, long offset, Bytes bytes) implements Call {}

  record Resized(When when, String name, long size) implements Call {}

  record Renamed(When when, String from, String to) implements Call {}

  record Removed(When when, String name) implements Call {}

  /** A file's content is on the disk, or a directory's entries are. */
  record Synced(When when, String name) implements Call {}

  /**
   * Something left the process.
   *
   * @param to {@code tcp:PORT} or {@code unix:PATH}
   */
  record Sent(When when, String to, Bytes bytes) implements Call {}

  /** From which line on it can have an effect: a sync has one only when it has returned. */
  default int effective() {
    return this instanceof Synced ? when().ended() : when().begun();
  }
}
