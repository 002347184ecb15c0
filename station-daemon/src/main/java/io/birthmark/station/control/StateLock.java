package io.birthmark.station.control;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The ownership of a state directory; the kernel gives it back however the process ends. */
public final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the directory, making it if it is not there; empty when another process has it.
   *
   * @throws StorageException when the directory cannot be used at all
   */
  public static Optional<StateLock> take(Path directory) {
    Path file = file(directory);
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Optional<FileLock> lock = tryLock(channel);
      if (lock.isEmpty()) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new StateLock(channel));
    } catch (IOException e) {
      throw new StorageException(
          isReadOnly(directory, e) ? readOnly(directory) : unusable(directory, e), e);
    }
  }

  /**
   * In a service's own view of the machine (ProtectSystem=strict) the directory is bound into a
   * file system that is read-only, and Java takes it for that one: what the kernel forbade is not
   * it.
   */
  private static boolean isReadOnly(Path directory, IOException why) {
    if (why instanceof AccessDeniedException) {
      return false;
    }
    try {
      return Files.getFileStore(directory).isReadOnly();
    } catch (IOException e) {
      // There is no such directory; then that is what is said.
      return false;
    }
  }

  private static Problem readOnly(Path directory) {
    return Problem.ofStation(
        "storage.read-only",
        "The file system of the state directory " + directory + " is read-only.",
        "If nobody mounted it so, the kernel did, after an error of the disk: look into `dmesg`, and"
            + " change a card that wears out. Mount it writable and start the station again.");
  }

  private static Problem unusable(Path directory, IOException why) {
    return Problem.ofStation(
        "storage.directory",
        "The state directory " + directory + " cannot be used: " + why + ".",
        "Create it for the station's user, or give him it and what is in it (`chown -R birthmark:"
            + " "
            + directory
            + "`), or correct [station] state.");
  }

  /** What is locked. */
  public static Path file(Path directory) {
    return directory.resolve("lock");
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /** The process that owns the directory, as it wrote itself down. */
  public static Optional<String> owner(Path directory) {
    try {
      return Optional.of(Files.readString(file(directory)).strip())
          .filter(pid -> pid.matches("[0-9]+"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("the state directory's lock cannot be given back", e);
    }
  }
}
