package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * PINs as files {@code SERIAL.pin} in a folder, each readable only by the station's user. Who
 * builds the firmware image takes them away; a token whose file is gone cannot be provisioned
 * again.
 */
public final class PinFolder implements DevicePins {
  private static final int LONGEST = 4096;

  private final Path folder;

  public PinFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public void keep(String tokenSerial, SecretBytes pin) {
    Path file = file(tokenSerial);
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try {
      Files.deleteIfExists(half);
      write(half, pin);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw ElementException.passing(
          Pkcs11Problems.pinNotKept(
              "the file " + file + " cannot be written (" + e.getClass().getSimpleName() + ")"),
          e);
    }
  }

  private static void write(Path file, SecretBytes pin) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      boolean unused = pin.lend(bytes -> written(channel, ByteBuffer.wrap(bytes)));
      channel.force(true);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean written(FileChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<SecretBytes> of(String tokenSerial) {
    Path file = file(tokenSerial);
    try {
      if (Files.size(file) > LONGEST) {
        throw ElementException.lasting(Pkcs11Problems.pinFile(file, "it is too long for a PIN"));
      }
      return Optional.of(SecretBytes.taking(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw ElementException.passing(
          Pkcs11Problems.pinFile(file, "it cannot be read (" + e.getClass().getSimpleName() + ")"),
          e);
    }
  }

  @Override
  public String wayToKnown() {
    return "Put its PIN into " + folder + ", as a file named SERIAL.pin, or erase the token.";
  }

  /** A serial number may have characters that a file name must not have. */
  private Path file(String tokenSerial) {
    return folder.resolve(tokenSerial.replaceAll("[^A-Za-z0-9-]", "_") + ".pin");
  }
}
