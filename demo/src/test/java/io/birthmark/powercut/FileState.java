package io.birthmark.powercut;

import io.birthmark.hsm.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** One file: what is on the disk, and the changes that are only in the kernel's cache. */
final class FileState {
  private byte[] synced = new byte[0];
  private final List<Change> pending = new ArrayList<>();

  private sealed interface Change {
    int ended();
  }

  private record Write(int ended, int offset, Bytes bytes) implements Change {
    int end() {
      return offset + bytes.size();
    }
  }

  private record Resize(int ended, int size) implements Change {}

  void write(int ended, long offset, Bytes bytes) {
    pending.add(new Write(ended, Math.toIntExact(offset), bytes));
  }

  void resize(int ended, long size) {
    pending.add(new Resize(ended, Math.toIntExact(size)));
  }

  /** A sync that began then has returned: it covers what had been done before. */
  void sync(int begun) {
    Iterator<Change> changes = pending.iterator();
    while (changes.hasNext()) {
      Change change = changes.next();
      if (change.ended() < begun) {
        synced =
            change instanceof Write write
                ? patched(synced, write, write.offset(), write.end())
                : Arrays.copyOf(synced, ((Resize) change).size());
        changes.remove();
      }
    }
  }

  /** The content after a cut. */
  byte[] after(Luck luck) {
    List<Change> reached = pending.subList(0, upToResize(luck));
    Map<Integer, Integer> left = new HashMap<>();
    reached.forEach(
        change -> units(change, luck).forEach(unit -> left.merge(unit, 1, Integer::sum)));
    left.replaceAll((unit, changes) -> luck.upTo(changes));
    byte[] content = synced.clone();
    for (Change change : reached) {
      if (change instanceof Resize resize) {
        content = Arrays.copyOf(content, resize.size());
      } else if (change instanceof Write write) {
        for (int unit : units(write, luck)) {
          if (left.merge(unit, -1, Integer::sum) >= 0) {
            int from = Math.max(write.offset(), unit * luck.unit());
            int to = Math.min(write.end(), (unit + 1) * luck.unit());
            content = patched(content, write, from, to);
          }
        }
      }
    }
    return content;
  }

  /**
   * A size that is lost takes with it what was written after it; there is no telling where the disk
   * would have put that.
   */
  private int upToResize(Luck luck) {
    int resizes = (int) pending.stream().filter(Resize.class::isInstance).count();
    int kept = luck.upTo(resizes);
    for (int i = 0; i < pending.size(); i++) {
      if (pending.get(i) instanceof Resize && kept-- == 0) {
        return i;
      }
    }
    return pending.size();
  }

  private static List<Integer> units(Change change, Luck luck) {
    List<Integer> units = new ArrayList<>();
    if (change instanceof Write write && write.bytes().size() > 0) {
      for (int unit = write.offset() / luck.unit();
          unit <= (write.end() - 1) / luck.unit();
          unit++) {
        units.add(unit);
      }
    }
    return units;
  }

  private static byte[] patched(byte[] content, Write write, int from, int to) {
    byte[] patched = content.length < to ? Arrays.copyOf(content, to) : content;
    byte[] bytes = write.bytes().toArray();
    System.arraycopy(bytes, from - write.offset(), patched, from, to - from);
    return patched;
  }
}
