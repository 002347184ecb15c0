package io.birthmark.station.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Whether standard error ends in the journal: {@code $JOURNAL_STREAM} is the device and inode of
 * the socket that the service manager gave us, and a service whose standard error was redirected
 * since has another one (systemd.exec(5)).
 */
public final class JournalStream {
  private JournalStream() {}

  public static boolean isStandardError(Map<String, String> environment) {
    return is(environment, Path.of("/proc/self/fd/2"));
  }

  static boolean is(Map<String, String> environment, Path file) {
    return Optional.ofNullable(environment.get("JOURNAL_STREAM"))
        .filter(named -> named.equals(identity(file)))
        .isPresent();
  }

  private static String identity(Path file) {
    try {
      // The link of a descriptor is followed to the thing that is open.
      Map<String, Object> of = Files.readAttributes(file, "unix:dev,ino", new LinkOption[0]);
      return of.get("dev") + ":" + of.get("ino");
    } catch (IOException e) {
      // No /proc, or a closed descriptor: then nothing ends in the journal either.
      return "";
    }
  }
}
