package io.birthmark.station;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.control.StateLock;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.Ownership;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.journal.Backups;
import io.birthmark.station.journal.PutBack;
import io.birthmark.station.journal.SerialNumbers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a backup back in the place of the journal of a station that does not run. Everything is
 * checked on a copy beside the journal; the journal is replaced by one renaming, and is kept.
 */
public final class Restoration {
  private final StationConfig config;
  private final Clock clock;
  private final Path journal;

  /**
   * What was done.
   *
   * @param madeAt when the backup was made
   * @param asked creates of which the service will be asked before they are sent
   * @param held deletes that a person has to decide
   * @param nextSerials where each serial range goes on
   * @param replaced where the journal is that was there before
   */
  public record Restored(
      Instant madeAt, int asked, int held, Map<String, Long> nextSerials, Optional<Path> replaced) {
    Restored keeping(Optional<Path> old) {
      return new Restored(madeAt, asked, held, nextSerials, old);
    }
  }

  public Restoration(StationConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.journal = config.station().state().resolve("journal.db");
  }

  /**
   * Restores a backup.
   *
   * @param said where serial ranges go on, by product, as a person says
   * @throws StorageException when it cannot be; then nothing was changed
   */
  public Restored restore(Path backup, Map<String, Long> said, String who) {
    try (StateLock unused = Station.own(config.station().state())) {
      requireFiles(backup);
      Path copy = journal.resolveSibling("journal.db.restoring");
      try {
        remove(copy);
        Files.copy(backup, copy);
        checkHash(backup, copy);
        Map<String, Long> next = nextSerials(said);
        Restored restored = prepare(copy, next, who);
        Ownership.asItsFolder(copy);
        DurableFiles.sync(copy);
        Optional<Path> replaced = keepOld();
        DurableFiles.moveInto(journal, copy);
        return restored.keeping(replaced);
      } finally {
        remove(copy);
      }
    } catch (IOException e) {
      throw failed(
          "restore.io",
          "The backup cannot be put back: " + e + ".",
          "Check the file, the state directory and the room there; the journal is as it was.");
    }
  }

  private static void remove(Path copy) throws IOException {
    for (String ending : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(beside(copy, ending));
    }
  }

  private static void requireFiles(Path backup) {
    for (Path file : List.of(backup, beside(backup, ".sha256"))) {
      if (!Files.isRegularFile(file)) {
        throw failed(
            "restore.no-hash",
            "There is no file " + file + ".",
            "Bring both files that `birthmark backup` made. If the hash is lost and you trust the"
                + " backup, make one: `sha256sum F > F.sha256`.");
      }
    }
  }

  private static void checkHash(Path backup, Path copy) throws IOException {
    Path file = beside(backup, ".sha256");
    String expected = Files.readString(file, StandardCharsets.UTF_8).strip().split("\\s+", 2)[0];
    if (!sha256(copy).equalsIgnoreCase(expected)) {
      throw failed(
          "restore.changed",
          "The file " + backup + " is not what was backed up: its hash differs from " + file + ".",
          "Take another copy, or an older backup.");
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
      long unused = digested.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Opens the copy, which checks it and brings it up to date, and makes it fit to go on with. */
  private Restored prepare(Path copy, Map<String, Long> next, String who) {
    if (!Database.isJournal(copy)) {
      throw foreign("it is not a journal of a station");
    }
    try (Database database = Database.open(copy, clock)) {
      Optional<String> damage = database.integrity();
      if (damage.isPresent()) {
        throw foreign("it is damaged: " + damage.get());
      }
      Backups.Origin origin =
          new Backups(database, clock)
              .origin()
              .orElseThrow(() -> foreign("it was not made by birthmark backup"));
      if (!origin.station().equals(config.station().id())) {
        throw foreign(
            "it is of station " + origin.station() + ", and this one is " + config.station().id());
      }
      PutBack.Left left = new PutBack(database, clock).into(next, origin.at(), who);
      return new Restored(origin.at(), left.asked(), left.held(), next, Optional.empty());
    }
  }

  /**
   * Where each range goes on: past what the journal that is replaced gave out, if it can be read;
   * else where a person says.
   */
  private Map<String, Long> nextSerials(Map<String, Long> said) {
    Map<String, Long> next = new LinkedHashMap<>();
    Optional<Database> old = old();
    try {
      for (Product product : config.products()) {
        if (product.serialSource() instanceof SerialSource.Range range) {
          Optional<Long> known =
              old.map(
                  database ->
                      new SerialNumbers(database, clock)
                          .next(product.name(), range.first(), range.last()));
          Optional<Long> told = Optional.ofNullable(said.get(product.name()));
          next.put(
              product.name(),
              known
                  .map(number -> Math.max(number, told.orElse(number)))
                  .or(() -> told)
                  .orElseThrow(() -> whereFrom(product.name())));
        }
      }
    } finally {
      old.ifPresent(Database::close);
    }
    return next;
  }

  private Optional<Database> old() {
    if (!Files.exists(journal)) {
      return Optional.empty();
    }
    try {
      Database database = Database.open(journal, clock);
      if (database.integrity().isEmpty()) {
        return Optional.of(database);
      }
      database.close();
      return Optional.empty();
    } catch (StorageException e) {
      // That it cannot be read is why a backup is put back.
      return Optional.empty();
    }
  }

  /**
   * Gives the journal a second name. What is in its log goes with it, and must be away before
   * another file has the journal's name, for SQLite would apply it there.
   */
  private Optional<Path> keepOld() throws IOException {
    if (!Files.exists(journal)) {
      return Optional.empty();
    }
    String when = clock.instant().toString().replaceAll("[^0-9TZ]", "");
    Path replaced = journal.resolveSibling("journal.db.replaced-" + when);
    Files.createLink(replaced, journal);
    Path log = beside(journal, "-wal");
    if (Files.exists(log)) {
      Files.createLink(beside(replaced, "-wal"), log);
    }
    DurableFiles.sync(config.station().state());
    Files.deleteIfExists(log);
    Files.deleteIfExists(beside(journal, "-shm"));
    DurableFiles.sync(config.station().state());
    return Optional.of(replaced);
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static StorageException foreign(String why) {
    return failed(
        "restore.foreign",
        "The backup cannot become this station's journal: " + why + ".",
        "Take a backup that was made by `birthmark backup` on this station.");
  }

  private static StorageException whereFrom(String product) {
    return failed(
        "restore.next-serial",
        "The journal that is replaced cannot be read, so nobody knows which serials of product "
            + product
            + " were given out since the backup.",
        "Look at the last device that left the line, and say where the range goes on: --next "
            + product
            + "=NUMBER.");
  }

  private static StorageException failed(String code, String sentence, String action) {
    return new StorageException(Problem.ofStation(code, sentence, action));
  }

  /** The products whose serials this station counts. */
  public List<String> counted() {
    return config.products().stream()
        .filter(product -> product.serialSource() instanceof SerialSource.Range)
        .map(Product::name)
        .toList();
  }
}
