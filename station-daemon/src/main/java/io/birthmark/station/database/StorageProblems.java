package io.birthmark.station.database;

import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite says about one file into what a person is told. */
record StorageProblems(Path file) {
  /** The index of the log takes 32 KiB, the first transaction about as much. */
  private static final long LEAST_ROOM = 128 * 1024;

  StorageException of(SQLException e) {
    return new StorageException(problem(e), e);
  }

  private Problem problem(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return failed(e);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    // The low byte is the family: SQLITE_IOERR_WRITE is one of SQLITE_IOERR.
    int family = code.code & 0xff;
    if (family == SQLiteErrorCode.SQLITE_FULL.code) {
      return full();
    }
    if (family == SQLiteErrorCode.SQLITE_READONLY.code) {
      return readOnly();
    }
    if (family == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return damaged(String.valueOf(e.getMessage()));
    }
    if (family == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return damaged("it is not an SQLite database");
    }
    if (family == SQLiteErrorCode.SQLITE_IOERR.code && isDiskFull()) {
      // Opening a journal needs room for its index of the log, and tells of none as of any error.
      return full();
    }
    if (family == SQLiteErrorCode.SQLITE_IOERR.code && !folder().toFile().canWrite()) {
      // A file that was open when its file system became read-only fails like a broken disk.
      return readOnly();
    }
    if (family == SQLiteErrorCode.SQLITE_IOERR.code) {
      return Problem.ofStation(
          "storage.io",
          "Reading or writing the journal " + file + " failed (" + code.name() + ").",
          "Check the disk or card (dmesg, smartctl), replace it if it is failing, and restore the"
              + " latest backup. The transaction was not kept; a transient error clears by itself.");
    }
    if (family == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return Problem.ofStation(
          "storage.cannot-open",
          "The journal " + file + " cannot be opened or created.",
          "Check that the folder exists and that the station's user may write in it.");
    }
    if (family == SQLiteErrorCode.SQLITE_BUSY.code) {
      return Problem.ofStation(
          "storage.busy",
          "Another program keeps the journal " + file + " locked.",
          "Find it (fuser " + file + ") and close it; copy the file to look into it.");
    }
    return failed(e);
  }

  private boolean isDiskFull() {
    return folder().toFile().getUsableSpace() < LEAST_ROOM;
  }

  private Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private Problem readOnly() {
    return Problem.ofStation(
        "storage.read-only",
        "The journal " + file + " cannot be written: the file or its file system is read-only.",
        "Check the owner of the file and its folder, and whether the file system was remounted"
            + " read-only after an error (dmesg). Runs go on by themselves once it is writable.");
  }

  Problem full() {
    return Problem.ofStation(
        "storage.full",
        "There is no room left to write the journal " + file + ".",
        "Free some room on its file system. Runs go on by themselves once there is room.");
  }

  Problem damaged(String how) {
    return Problem.ofStation(
        "storage.damaged",
        "The journal " + file + " is damaged: " + how + ".",
        "Stop the station, keep the damaged file, and restore the latest backup; devices built"
            + " since then are recognised by what is inside them.");
  }

  Problem newer(int found, int known) {
    return Problem.ofStation(
        "storage.newer",
        "The journal "
            + file
            + " was written by a newer version of the station (schema "
            + found
            + "; this version knows up to "
            + known
            + ").",
        "Install that version again, or restore the backup made before the upgrade.");
  }

  Problem copyFailed(Path copy, IOException e) {
    return Problem.ofStation(
        "storage.copy",
        "The journal cannot be copied to " + copy + ": " + e.getMessage() + ".",
        "Make room there, or let the station's user write there, and ask again.");
  }

  Problem notGiven(IOException e) {
    return Problem.ofStation(
        "storage.owner",
        "The new journal "
            + file
            + " could not be given to the owner of its folder: "
            + e.getMessage()
            + ".",
        "Give it to him (chown), or the station cannot open it; then ask again.");
  }

  private Problem failed(SQLException e) {
    return Problem.ofStation(
        "storage.failed",
        "The journal " + file + " refused a statement: " + e.getMessage(),
        "Keep the log and report it; this is a fault in the station's software.");
  }
}
