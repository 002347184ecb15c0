package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Room;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Backups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * {@code backup}: the journal as it is now, in lines of base64, and last its hash: {@code
 * sha256:HEX}. Whoever asks writes the file, with their own rights; the station writes only in its
 * own directory. {@code backup kept} tells the station that the copy is safe.
 */
final class Backup {
  private static final int LINE_BYTES = 48 * 1024;

  private final Database database;
  private final Backups backups;
  private final Room room;
  private final String station;

  Backup(Database database, Backups backups, Room room, String station) {
    this.database = database;
    this.backups = backups;
    this.room = room;
    this.station = station;
  }

  List<Verb> verbs() {
    return List.of(
        new SimpleVerb("backup", (arguments, caller) -> copy(caller)),
        new SimpleVerb("backup kept", this::kept));
  }

  /** One at a time: each needs the room of a whole journal. */
  private synchronized Answer copy(Caller caller) {
    long needed = database.file().toFile().length();
    if (!room.has(needed)) {
      return Answer.problem(room.noneFor(needed));
    }
    caller.progress("copy the journal");
    Instant madeAt = backups.begin(station, caller.who());
    Path copy = database.copy();
    try {
      long size = Files.size(copy);
      String sha256 = send(copy, caller).hex();
      ObjectNode document =
          Answer.object().put("madeAt", madeAt.toString()).put("bytes", size).put("sha256", sha256);
      return Answer.done(document, "backup of " + madeAt + ", " + size + " bytes, " + sha256);
    } catch (IOException e) {
      throw unreadable(copy, e);
    } finally {
      remove(copy);
    }
  }

  private static Bytes send(Path part, Caller caller) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(part)) {
      byte[] chunk = new byte[LINE_BYTES];
      for (int read = in.readNBytes(chunk, 0, LINE_BYTES);
          read > 0;
          read = in.readNBytes(chunk, 0, LINE_BYTES)) {
        digest.update(chunk, 0, read);
        caller.line(Base64.getEncoder().encodeToString(Arrays.copyOf(chunk, read)));
      }
    }
    Bytes hash = Bytes.of(digest.digest());
    caller.line("sha256:" + hash.hex());
    return hash;
  }

  private Answer kept(Arguments arguments, Caller caller) throws WrongUse {
    String hex = arguments.required("sha256");
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new WrongUse("\"sha256\" must be 64 hexadecimal digits");
    }
    Instant at = backups.kept(Bytes.ofHex(hex), caller.who());
    return Answer.done(Answer.object().put("keptAt", at.toString()), "noted");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static StorageException unreadable(Path part, IOException e) {
    return new StorageException(
        Problem.ofStation(
            "backup.copy",
            "The copy of the journal, "
                + part
                + ", cannot be made or read: "
                + e.getMessage()
                + ".",
            "Check the state directory's disk (dmesg), then ask again."),
        e);
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      System.getLogger(Backup.class.getName())
          .log(System.Logger.Level.WARNING, "the copy " + part + " could not be removed", e);
    }
  }
}
