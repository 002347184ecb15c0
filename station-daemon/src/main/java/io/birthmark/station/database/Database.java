package io.birthmark.station.database;

import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The station's file. Safe for use by many threads: writes take turns, reads run beside them.
 *
 * <p>Functions given to {@link #write} and {@link #read} must not call the database again from
 * inside, and must not wait for a network.
 */
public final class Database implements AutoCloseable {
  private static final int SPARE_READERS = 4;
  // A check reads the whole file; at this size it takes well under a second on an SD card. Larger
  // files are checked on demand (integrity), so that a station with a million devices starts at
  // once.
  private static final long CHECKED_AT_OPEN_BYTES = 32L << 20;
  private static final long LARGEST_IDLE_LOG_BYTES = 16L << 20;
  private static final AtomicLong IN_MEMORY = new AtomicLong();

  private final Path file;
  private final String url;
  private final StorageProblems problems;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong commitNanos = new AtomicLong();
  private final Deque<Snapshot> spareReaders = new ArrayDeque<>();
  private Optional<Transaction> writer = Optional.empty();
  private volatile Optional<Problem> trouble = Optional.empty();
  private volatile boolean closed;

  private Database(Path file, String url) {
    this.file = file;
    this.url = url;
    this.problems = new StorageProblems(file);
  }

  /**
   * Opens or creates the file, checks it, and brings its tables up to date.
   *
   * @throws StorageException when it is damaged, from a newer version, or cannot be written
   */
  public static Database open(Path file, Clock clock) {
    return open(file, clock, Migrations.fromResources());
  }

  /** One that is in memory only, and forgotten when it is closed. */
  public static Database inMemory(Clock clock) {
    String name = "in-memory-" + IN_MEMORY.incrementAndGet();
    // Reader and writer are two connections, which share one memory by its name.
    Database database =
        new Database(Path.of(name), "jdbc:sqlite:file:" + name + "?mode=memory&cache=shared");
    database.migrate(Migrations.fromResources(), clock);
    return database;
  }

  static Database open(Path file, Clock clock, Migrations migrations) {
    Database database = new Database(file, "jdbc:sqlite:" + file);
    boolean made = !Files.exists(file);
    boolean ready = false;
    try {
      database.removeLeftCopy();
      database.refuseDamaged();
      if (made) {
        database.giveToItsFolder();
      }
      database.migrate(migrations, clock);
      ready = true;
      return database;
    } finally {
      if (!ready) {
        database.close();
      }
    }
  }

  /** Whether a file looks like one of these; it may still be damaged. Changes nothing. */
  public static boolean isJournal(Path file) {
    Database database = new Database(file, "jdbc:sqlite:" + file);
    try {
      return database.read(
          snapshot ->
              snapshot
                  .first(
                      "SELECT name FROM sqlite_master WHERE name = 'schema_version'",
                      row -> row.text("name"))
                  .isPresent());
    } catch (StorageException e) {
      return false;
    } finally {
      database.close();
    }
  }

  /**
   * Opens a copy to look into, wherever it lies; nothing of it can be changed.
   *
   * @throws StorageException when it is not there, or no database
   */
  public static Database openCopy(Path file) {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    // What stands in a log beside it belongs to it. Without one SQLite is told that nobody writes,
    // or it would want to make files where it may not.
    String how = log.toFile().length() > 0 ? "mode=ro" : "immutable=1";
    Database copy = new Database(file, "jdbc:sqlite:" + file.toUri() + "?" + how);
    int unused = copy.read(Database::version);
    return copy;
  }

  /** Which migration was the last one. */
  public int version() {
    return read(Database::version);
  }

  private static int version(Snapshot snapshot) {
    return (int)
        snapshot
            .first(
                "SELECT max(version) AS newest FROM schema_version",
                row -> row.maybeNumber("newest").orElse(0))
            .orElse(0L)
            .longValue();
  }

  /**
   * Runs {@code work} as one transaction and returns when it is on the disk. When {@code work}
   * throws, nothing of it was done.
   *
   * @throws StorageException when the disk refuses; the database stays usable
   */
  public <T> T write(Function<Transaction, T> work) {
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a write inside a write would be two transactions");
    }
    writing.lock();
    try {
      T result = transact(work);
      trouble = Optional.empty();
      return result;
    } catch (StorageException e) {
      trouble = Optional.of(e.problem());
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private <T> T transact(Function<Transaction, T> work) {
    Transaction transaction = writer();
    command(transaction, "BEGIN IMMEDIATE");
    boolean committed = false;
    try {
      T result = work.apply(transaction);
      long from = System.nanoTime();
      command(transaction, "COMMIT");
      committed = true;
      if (transaction.takeChanges() > 0) {
        commits.incrementAndGet();
        commitNanos.addAndGet(System.nanoTime() - from);
      }
      return result;
    } finally {
      if (!committed) {
        transaction.takeChanges();
        rollBack(transaction);
      }
    }
  }

  /** Runs {@code work} on one consistent state, without waiting for writers. */
  public <T> T read(Function<Snapshot, T> work) {
    Snapshot reader = reader();
    boolean healthy = false;
    try {
      command(reader, "BEGIN");
      T result = work.apply(reader);
      command(reader, "COMMIT");
      healthy = true;
      return result;
    } finally {
      giveBack(reader, healthy);
    }
  }

  /** Why the last write failed; empty as soon as one has worked again. */
  public Optional<Problem> trouble() {
    return trouble;
  }

  /** How many transactions that changed something have reached the disk since it was opened. */
  public long commits() {
    return commits.get();
  }

  /** How long those transactions waited for the disk, all together. */
  public Duration committing() {
    return Duration.ofNanos(commitNanos.get());
  }

  /**
   * Copies the journal as it is at one moment; reads and writes go on meanwhile. The copy lies
   * beside the journal, on the disk, and is removed by whoever asked, or when the journal is opened
   * again.
   */
  public Path copy() {
    Path copy = copyPlace(file);
    Snapshot reader = new Snapshot(connect(), problems);
    try {
      Files.deleteIfExists(copy);
      command(reader, "VACUUM INTO '" + copy.toString().replace("'", "''") + "'");
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      return copy;
    } catch (IOException e) {
      throw new StorageException(problems.copyFailed(copy, e), e);
    } finally {
      discard(reader);
    }
  }

  private static Path copyPlace(Path file) {
    return file.resolveSibling(file.getFileName() + ".copy");
  }

  /** Reads the whole file; empty when every page is sound, otherwise what is wrong. */
  public Optional<String> integrity() {
    return read(
        snapshot ->
            snapshot
                .first("PRAGMA quick_check(1)", row -> row.text("quick_check"))
                .filter(answer -> !answer.equals("ok")));
  }

  /** The statements that were used since it was opened, as far as their connections are open. */
  Set<String> statements() {
    Set<String> statements = new TreeSet<>(writer().statements());
    synchronized (spareReaders) {
      spareReaders.forEach(reader -> statements.addAll(reader.statements()));
    }
    return statements;
  }

  public Path file() {
    return file;
  }

  @Override
  public void close() {
    writing.lock();
    try {
      synchronized (spareReaders) {
        closed = true;
        spareReaders.forEach(this::discard);
        spareReaders.clear();
      }
      writer.ifPresent(this::discard);
      writer = Optional.empty();
    } finally {
      writing.unlock();
    }
  }

  private void removeLeftCopy() {
    try {
      Files.deleteIfExists(copyPlace(file));
    } catch (IOException e) {
      throw new StorageException(problems.copyFailed(copyPlace(file), e), e);
    }
  }

  /** With what lies beside it already; from now on SQLite itself makes that the file's owner's. */
  private void giveToItsFolder() {
    try {
      for (String part : List.of("", "-wal", "-shm")) {
        Path made = file.resolveSibling(file.getFileName() + part);
        if (Files.exists(made)) {
          Ownership.asItsFolder(made);
        }
      }
    } catch (IOException e) {
      throw new StorageException(problems.notGiven(e), e);
    }
  }

  private void refuseDamaged() {
    try {
      writer();
      if (file.toFile().length() <= CHECKED_AT_OPEN_BYTES) {
        integrity()
            .ifPresent(
                how -> {
                  throw new StorageException(problems.damaged(how.strip().replace('\n', ' ')));
                });
      }
    } catch (StorageException e) {
      if (e.problem().code().equals("storage.failed")) {
        // A schema that does not parse is damage too, but SQLite calls it a plain error.
        throw new StorageException(problems.damaged("its schema cannot be read"), e);
      }
      throw e;
    }
  }

  private void migrate(Migrations migrations, Clock clock) {
    int found =
        write(
            tx -> {
              tx.change(
                  "CREATE TABLE IF NOT EXISTS schema_version"
                      + " (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)");
              return version(tx);
            });
    if (found > migrations.newest()) {
      throw new StorageException(problems.newer(found, migrations.newest()));
    }
    for (int version = found + 1; version <= migrations.newest(); version++) {
      int applied = version;
      write(
          tx -> {
            script(tx, migrations.script(applied));
            return tx.change(
                "INSERT INTO schema_version (version, applied_at) VALUES (?, ?)",
                applied,
                clock.instant());
          });
    }
  }

  private Transaction writer() {
    if (closed) {
      throw new IllegalStateException("the database is closed");
    }
    if (writer.isEmpty()) {
      writer = Optional.of(new Transaction(withFunctions(connect()), problems));
      command(writer.get(), "PRAGMA journal_mode = WAL");
      command(writer.get(), "PRAGMA synchronous = FULL");
      // What a long reader made the log grow to is given back once it has been checkpointed.
      command(writer.get(), "PRAGMA journal_size_limit = " + LARGEST_IDLE_LOG_BYTES);
    }
    return writer.get();
  }

  private Snapshot reader() {
    synchronized (spareReaders) {
      if (closed) {
        throw new IllegalStateException("the database is closed");
      }
      if (!spareReaders.isEmpty()) {
        return spareReaders.pop();
      }
    }
    Snapshot reader = new Snapshot(connect(), problems);
    command(reader, "PRAGMA query_only = ON");
    return reader;
  }

  private void giveBack(Snapshot reader, boolean healthy) {
    synchronized (spareReaders) {
      if (healthy && !closed && spareReaders.size() < SPARE_READERS) {
        spareReaders.push(reader);
        return;
      }
    }
    discard(reader);
  }

  private Connection connect() {
    try {
      Connection connection = DriverManager.getConnection(url);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 5000");
        statement.execute("PRAGMA foreign_keys = ON");
      }
      return connection;
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  private Connection withFunctions(Connection connection) {
    try {
      Sha256Function.addTo(connection);
      return connection;
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  private void rollBack(Transaction transaction) {
    try (Statement statement = transaction.connection.createStatement()) {
      statement.executeUpdate("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has already rolled back by itself, as it does on a full disk, or the connection is
      // beyond use. A new one is right in both cases.
      discard(transaction);
      writer = Optional.empty();
    }
  }

  private void command(Snapshot on, String sql) {
    try (Statement statement = on.connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  private void script(Transaction tx, String statements) {
    try (Statement statement = tx.connection.createStatement()) {
      // Unlike execute, this runs every statement of the script.
      statement.executeUpdate(statements);
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  private void discard(Snapshot snapshot) {
    try {
      snapshot.connection.close();
    } catch (SQLException e) {
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.WARNING, "closing a connection to " + file + " failed", e);
    }
  }
}
