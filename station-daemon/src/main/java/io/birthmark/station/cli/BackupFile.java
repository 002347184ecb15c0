package io.birthmark.station.cli;

import io.birthmark.station.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A backup as it arrives, beside it its hash in the form of {@code sha256sum}. Nothing is
 * overwritten, and the file has its name only when it is whole and on the disk.
 */
final class BackupFile implements AutoCloseable {
  private static final String HASH = "sha256:";

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final MessageDigest digest;
  private Optional<String> announced = Optional.empty();

  private BackupFile(Path target, Path part, FileChannel channel, MessageDigest digest) {
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.digest = digest;
  }

  static BackupFile create(Path target) throws IOException {
    for (Path taken : new Path[] {target, hashFile(target)}) {
      if (Files.exists(taken)) {
        throw new FileAlreadyExistsException(taken.toString());
      }
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      return new BackupFile(
          target, part, createPrivate(part), MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static Path hashFile(Path target) {
    return target.resolveSibling(target.getFileName() + ".sha256");
  }

  private static FileChannel createPrivate(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** A line of the verb's answer. */
  void take(String line) {
    if (line.startsWith(HASH)) {
      announced = Optional.of(line.substring(HASH.length()));
      return;
    }
    byte[] bytes = Base64.getDecoder().decode(line);
    digest.update(bytes);
    try {
      writeAll(channel, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives the file its name.
   *
   * @return its SHA-256
   * @throws IOException when it did not arrive whole, or the disk does not take it
   */
  String keep() throws IOException {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (!announced.equals(Optional.of(sha256))) {
      throw new IOException("it did not arrive whole");
    }
    channel.force(true);
    try (FileChannel hash = createPrivate(hashFile(target))) {
      String text = sha256 + "  " + target.getFileName() + "\n";
      writeAll(hash, text.getBytes(StandardCharsets.UTF_8));
      hash.force(true);
    }
    Files.move(part, target);
    DurableFiles.sync(DurableFiles.folder(target));
    return sha256;
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }
}
