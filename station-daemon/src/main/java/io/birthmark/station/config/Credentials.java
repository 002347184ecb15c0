package io.birthmark.station.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The station's secrets, each a file in one private directory: the one systemd made for the service
 * ({@code $CREDENTIALS_DIRECTORY}), else {@code [station] credentials}.
 *
 * <p>A file is read anew each time, so that a key can be changed without a restart. No sentence
 * here ever has a part of a secret in it.
 */
public final class Credentials {
  private static final String POLICY_KEY = "dps-policy-key";
  private static final int LARGEST = 4096;
  private static final int READABLE_BY_OTHERS = 0077;
  private static final int WRITABLE_BY_GROUP_OR_READABLE_BY_OTHERS = 0027;
  private static final int ROOT = 0;

  private final Optional<Path> directory;
  private final boolean madeBySystemd;

  private Credentials(Optional<Path> directory, boolean madeBySystemd) {
    this.directory = directory;
    this.madeBySystemd = madeBySystemd;
  }

  public static Credentials of(StationConfig.Station station, Map<String, String> environment) {
    Optional<Path> systemd =
        Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
            .filter(path -> !path.isBlank())
            .map(Path::of);
    return new Credentials(systemd.or(station::credentials), systemd.isPresent());
  }

  /** What came of reading one credential. */
  public sealed interface Reading {

    /** The caller closes the secret. */
    record Found(Secret secret) implements Reading {}

    /** Why not, and what to do; fit to be shown. */
    record Unusable(String sentence) implements Reading {}
  }

  /** The key of the policy {@code [dps] policy}, decoded from its base64. */
  public Reading policyKey() {
    Reading text = read(POLICY_KEY);
    if (!(text instanceof Reading.Found found)) {
      return text;
    }
    try (Secret secret = found.secret()) {
      return secret.lend(Credentials::decoded);
    }
  }

  /** The PIN of the station's own HSM, as it is typed. */
  public Reading issuerPin() {
    return read("issuer-pin");
  }

  /** The PIN that every device's token shares, as it is typed. */
  public Reading devicePin() {
    return read("device-pin");
  }

  /** The security officer's PIN of devices' tokens, by which a blank one is initialised. */
  public Reading deviceSoPin() {
    return read("device-so-pin");
  }

  private static Reading decoded(byte[] text) {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      Secret secret = Secret.copyOf(key);
      Arrays.fill(key, (byte) 0);
      return new Reading.Found(secret);
    } catch (IllegalArgumentException e) {
      // The exception's own text quotes a character of the key, so it goes no further.
      return new Reading.Unusable(
          "The credential "
              + POLICY_KEY
              + " is not base64. Store the policy's primary key in it, exactly as the service shows"
              + " it, and nothing else.");
    }
  }

  /** The content of the file with this name, without white space around it. */
  private Reading read(String name) {
    if (directory.isEmpty()) {
      return new Reading.Unusable(
          "The credential "
              + name
              + " is needed, and there is nowhere to read it from. Set [station] credentials to a"
              + " directory with mode 0700, or start the station by systemd with LoadCredential="
              + name
              + ".");
    }
    try {
      return whyNotPrivate(directory.get())
          .<Reading>map(Reading.Unusable::new)
          .orElseGet(() -> file(directory.get().resolve(name), name));
    } catch (NoSuchFileException e) {
      return new Reading.Unusable(
          "The credentials directory "
              + directory.get()
              + " does not exist. Create it: install -d"
              + " -m 0700 "
              + directory.get());
    } catch (IOException e) {
      return new Reading.Unusable(
          "The credentials directory "
              + directory.get()
              + " cannot be examined: "
              + e.getMessage());
    }
  }

  private Optional<String> whyNotPrivate(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.getAttribute(path, "unix:mode");
      return Optional.of("The credentials directory " + path + " is not a directory.");
    }
    int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
    int owner = (int) Files.getAttribute(path, "unix:uid");
    int user = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    // systemd lets root own its directory and admits the service's user by an access control list,
    // whose mask then looks like rights of the group.
    int forbidden = madeBySystemd ? WRITABLE_BY_GROUP_OR_READABLE_BY_OTHERS : READABLE_BY_OTHERS;
    if (owner != user && !(madeBySystemd && owner == ROOT)) {
      return Optional.of(
          "The credentials directory "
              + path
              + " belongs to the user number "
              + owner
              + ", but the station runs as number "
              + user
              + ". Run: chown -R "
              + user
              + " "
              + path);
    }
    if ((mode & forbidden) != 0) {
      return Optional.of(
          String.format(
              "The credentials directory %s has mode %04o, so others can get at the secrets in it."
                  + " Run: chmod 0700 %s",
              path, mode, path));
    }
    return Optional.empty();
  }

  private Reading file(Path file, String name) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      try {
        return content(bytes, file, name);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    } catch (NoSuchFileException e) {
      return unusable(name, "is missing. " + whatToDo("Store it as " + file, name));
    } catch (AccessDeniedException e) {
      return unusable(
          name,
          "may not be read by the station's user. Give it the file: chown it, chmod 0600 " + file);
    } catch (IOException e) {
      return unusable(name, "cannot be read from " + file + ": " + e.getMessage());
    }
  }

  private Reading content(byte[] bytes, Path file, String name) {
    if (bytes.length > LARGEST) {
      return unusable(name, "is larger than " + LARGEST + " bytes. This is not a secret: " + file);
    }
    int from = 0;
    int to = bytes.length;
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    while (to > from && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
      to--;
    }
    if (from == to) {
      return unusable(name, "is empty. " + whatToDo("Store the secret in " + file, name));
    }
    byte[] content = Arrays.copyOfRange(bytes, from, to);
    Secret secret = Secret.copyOf(content);
    Arrays.fill(content, (byte) 0);
    return new Reading.Found(secret);
  }

  /**
   * systemd's directory is a copy that was made at the start, and what was missing is empty there.
   */
  private String whatToDo(String withoutSystemd, String name) {
    return madeBySystemd
        ? "Store it where LoadCredential="
            + name
            + " of the service reads it (usually /etc/birthmark/credentials/"
            + name
            + "), and restart the service"
        : withoutSystemd;
  }

  private static Reading unusable(String name, String sentence) {
    return new Reading.Unusable("The credential " + name + " " + sentence);
  }
}
