package io.birthmark.station.database;

import io.birthmark.hsm.Problem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The free room on the journal's file system. A run is begun only while there is a reserve, so that
 * it can be ended.
 *
 * @param reserveBytes what stays free for the runs that are under way; 0 for none
 */
public record Room(Path directory, long reserveBytes) {

  public long free() {
    // Not by its file store: that looks for a mount point, which a container may not show.
    return directory.toFile().getUsableSpace();
  }

  /** Whether so much more fits without touching the reserve. */
  public boolean has(long bytes) {
    return free() >= bytes + reserveBytes;
  }

  /** Why no run may be begun now. */
  public Optional<Problem> objection() {
    return has(0)
        ? Optional.empty()
        : Optional.of(
            Problem.ofStation(
                "storage.reserve",
                "Only "
                    + inMebibytes(free())
                    + " are free for the journal in "
                    + directory
                    + "; what is begun needs a reserve of "
                    + inMebibytes(reserveBytes)
                    + " to be ended.",
                "Free some room on its file system. Runs go on by themselves once there is room."));
  }

  /** Why a copy of this size is not made. */
  public Problem noneFor(long bytes) {
    return Problem.ofStation(
        "backup.no-room",
        "A copy of the journal needs "
            + inMebibytes(bytes + reserveBytes)
            + " for a while in "
            + directory
            + ", and "
            + inMebibytes(free())
            + " are free.",
        "Free some room there, then ask again.");
  }

  private static String inMebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
