package io.birthmark.emulator.state;

import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.OptionalInt;

/**
 * The files of one instance, owned by one process at a time.
 *
 * <p>{@code instance.json} and {@code enrollments.jsonl} are the memory; the other files are
 * written for those who want to talk to the instance, anew at each start, and never read back, but
 * for {@code port}.
 */
public final class StateDirectory implements AutoCloseable {

  private final Path directory;
  private final FileChannel lockFile;
  private final FileLock lock;

  private StateDirectory(Path directory, FileChannel lockFile, FileLock lock) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  public static StateDirectory open(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StateException("The directory " + directory + " cannot be made: " + e, e);
    }
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockFile.tryLock();
      if (lock != null) {
        return new StateDirectory(directory, lockFile, lock);
      }
    } catch (OverlappingFileLockException e) {
      lockFile.close();
      throw inUse(directory);
    }
    lockFile.close();
    throw inUse(directory);
  }

  private static StateException inUse(Path directory) {
    return new StateException(
        "The directory "
            + directory
            + " belongs to another running emulator. Stop it, or use another --dir.");
  }

  public Instance instance(RandomSource random) throws IOException {
    Path file = directory.resolve("instance.json");
    if (!Files.exists(file)) {
      Instance instance = Instance.create(random);
      PrivateFiles.replace(file, instance.json().toPrettyString() + "\n", PrivateFiles.SECRET);
      return instance;
    }
    try {
      return Instance.of(Json.read(Files.readString(file)));
    } catch (Refusal | GeneralSecurityException | IllegalArgumentException e) {
      throw new StateException(
          "The file "
              + file
              + " is damaged ("
              + e.getMessage()
              + "). Restore it, or remove it to begin as a new instance with new keys.",
          e);
    }
  }

  public StoreJournal journal() throws IOException {
    return StoreJournal.open(directory.resolve("enrollments.jsonl"));
  }

  /** The port of the last start. */
  public OptionalInt lastPort() throws IOException {
    Path file = directory.resolve("port");
    if (!Files.exists(file)) {
      return OptionalInt.empty();
    }
    String text = Files.readString(file).strip();
    if (!text.matches("[0-9]{1,5}")) {
      throw new StateException(
          "The file " + file + " does not hold a port. Remove it, or give --port.");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  /** Tells the others where and how to reach this instance. */
  public void announce(Instance instance, int port) throws IOException {
    publish("ca.pem", instance.authority().certificatePem());
    publish("id-scope", instance.idScope() + "\n");
    publish("port", port + "\n");
    PrivateFiles.replace(
        directory.resolve("connection-string"),
        Instance.connectionString(instance.owner()) + "\n",
        PrivateFiles.SECRET);
    PrivateFiles.replace(
        directory.resolve("station-connection-string"),
        Instance.connectionString(instance.station()) + "\n",
        PrivateFiles.SECRET);
  }

  private void publish(String name, String text) throws IOException {
    PrivateFiles.replace(directory.resolve(name), text, PrivateFiles.PUBLIC);
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
