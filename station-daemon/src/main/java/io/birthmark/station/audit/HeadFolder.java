package io.birthmark.station.audit;

import io.birthmark.station.database.Ownership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where heads are exported to: a file for each, never written twice. */
public final class HeadFolder {
  private final Path folder;

  public HeadFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A file and the head in it.
   *
   * @param head empty when it is none
   */
  public record Kept(String name, Optional<SignedHead> head) {

    /** A file that a person gave. */
    public static Kept of(String name, byte[] content) {
      return new Kept(name, SignedHead.read(content));
    }
  }

  /** Puts a head on the disk; the same one again changes nothing. */
  Path add(SignedHead head) throws IOException {
    makeFolder();
    String name =
        String.format(
            Locale.ROOT,
            "%s-%012d",
            head.head().at().atZone(ZoneOffset.UTC).toLocalDate(),
            head.head().events());
    for (int other = 1; ; other++) {
      Path file = folder.resolve(name + (other == 1 ? "" : "-" + other) + ".json");
      if (!Files.exists(file)) {
        write(file, head.json());
        return file;
      }
      if (isOf(file, head.head())) {
        return file;
      }
    }
  }

  private void makeFolder() throws IOException {
    if (!Files.exists(folder)) {
      Path unused = Files.createDirectories(folder);
      Ownership.asItsFolder(folder);
    }
  }

  /** A stop between the file and the journal's event of it leaves the file. */
  private static boolean isOf(Path file, Head head) throws IOException {
    return Kept.of("", Files.readAllBytes(file))
        .head()
        .map(SignedHead::head)
        .filter(there -> there.hash().equals(head.hash()))
        .isPresent();
  }

  private void write(Path file, String json) throws IOException {
    Path part = Files.createTempFile(folder, "head", ".part");
    Ownership.asItsFolder(part);
    // No secret: whoever takes them off the box need not be the station's user.
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      channel.force(true);
    }
    Path unused = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Every head here; none when there is no such folder yet. */
  public List<Kept> all() {
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        all.add(Kept.of(file.toString(), Files.readAllBytes(file)));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(all);
  }

  Path path() {
    return folder;
  }
}
