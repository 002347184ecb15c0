package io.birthmark.emulator.state;

import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.store.Change;
import io.birthmark.emulator.store.Durability;
import io.birthmark.emulator.store.Table;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is stored, as a file of JSON lines, one for each change, appended and synced before the
 * answer goes out.
 *
 * <p>At each start the file is read and written anew with one line for each row. A last line
 * without its end was cut by a crash before anybody was told of it, so it is dropped; any other bad
 * line means damage, and the emulator refuses to guess.
 */
public final class StoreJournal implements Durability, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreJournal.class);

  private final FileChannel file;
  private final List<Change<?>> known;

  private StoreJournal(FileChannel file, List<Change<?>> known) {
    this.file = file;
    this.known = known;
  }

  static StoreJournal open(Path path) throws IOException {
    List<Change<?>> known = Files.exists(path) ? read(path) : List.of();
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    FileChannel file =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PrivateFiles.attribute(PrivateFiles.SECRET));
    for (Change<?> row : known) {
      PrivateFiles.writeAll(file, line(row));
    }
    file.force(true);
    PrivateFiles.moveInto(path, fresh);
    return new StoreJournal(file, known);
  }

  private static List<Change<?>> read(Path path) throws IOException {
    String text = Files.readString(path);
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      log.warn(
          "{}: the last line was cut off by a crash and is dropped; its change was never confirmed to anybody.",
          path);
    }
    Map<String, Change<?>> rows = new TreeMap<>();
    int number = 0;
    for (String line : text.substring(0, end).lines().toList()) {
      number++;
      Change<?> change = change(line, path, number);
      String place = change.table() + " " + Table.key(change.id());
      if (change instanceof Change.Written<?>) {
        rows.put(place, change);
      } else {
        rows.remove(place);
      }
    }
    return List.copyOf(rows.values());
  }

  private static Change<?> change(String line, Path path, int number) throws StateException {
    try {
      return StoredChange.change(Json.read(line));
    } catch (RuntimeException e) {
      throw new StateException(
          path
              + ", line "
              + number
              + ", is damaged ("
              + e.getMessage()
              + "). Restore the file, or remove that line to do without what it tells.",
          e);
    }
  }

  private static String line(Change<?> change) {
    return StoredChange.json(change) + "\n";
  }

  /** What the file held when it was opened. */
  public Stream<Change<?>> known() {
    return known.stream();
  }

  @Override
  public void keep(List<Change<?>> changes) throws IOException {
    StringBuilder lines = new StringBuilder();
    changes.forEach(change -> lines.append(line(change)));
    long before = file.size();
    try {
      PrivateFiles.writeAll(file, lines.toString());
      file.force(false);
    } catch (IOException e) {
      // Half a line in the middle would be taken for damage at the next start.
      file.truncate(before);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
