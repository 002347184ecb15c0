package io.birthmark.powercut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory as calls leave it: what is on the disk for good, and what is not yet. */
public final class Disk {
  private final Map<String, Node> cached = new TreeMap<>();
  private final Map<String, Node> synced = new TreeMap<>();
  private final List<Entries> pending = new ArrayList<>();

  /** What a name stands for: a file, or a directory when there is none. */
  private record Node(Optional<FileState> file) {
    FileState requireFile(String name) {
      return file.orElseThrow(() -> new IllegalStateException(name + " is a directory"));
    }
  }

  /** A change of directory entries; a renaming changes two at once. */
  private record Entries(int ended, String directory, Map<String, Optional<Node>> changes) {
    void to(Map<String, Node> names) {
      changes.forEach(
          (name, node) ->
              node.ifPresentOrElse(there -> names.put(name, there), () -> names.remove(name)));
    }
  }

  /** Does what the call did. */
  public void apply(Call call) {
    int ended = call.when().ended();
    if (call instanceof Call.MadeFile made) {
      if (!cached.containsKey(made.name())) {
        enter(ended, made.name(), new Node(Optional.of(new FileState())));
      }
    } else if (call instanceof Call.MadeDirectory made) {
      enter(ended, made.name(), new Node(Optional.empty()));
    } else if (call instanceof Call.Wrote wrote) {
      file(wrote.name()).ifPresent(file -> file.write(ended, wrote.offset(), wrote.bytes()));
    } else if (call instanceof Call.Resized resized) {
      file(resized.name()).ifPresent(file -> file.resize(ended, resized.size()));
    } else if (call instanceof Call.Removed removed) {
      change(new Entries(ended, parent(removed.name()), Map.of(removed.name(), Optional.empty())));
    } else if (call instanceof Call.Renamed renamed) {
      rename(renamed);
    } else if (call instanceof Call.Synced sync) {
      sync(sync);
    }
  }

  private void enter(int ended, String name, Node node) {
    change(new Entries(ended, parent(name), Map.of(name, Optional.of(node))));
  }

  private void change(Entries entries) {
    entries.to(cached);
    pending.add(entries);
  }

  private void rename(Call.Renamed renamed) {
    if (!parent(renamed.from()).equals(parent(renamed.to()))) {
      throw new IllegalStateException("no model of a renaming across directories: " + renamed);
    }
    Optional<Node> node = Optional.ofNullable(cached.get(renamed.from()));
    change(
        new Entries(
            renamed.when().ended(),
            parent(renamed.to()),
            Map.of(renamed.from(), Optional.empty(), renamed.to(), node)));
  }

  private void sync(Call.Synced sync) {
    Optional<FileState> file = file(sync.name());
    if (file.isPresent()) {
      file.get().sync(sync.when().begun());
      return;
    }
    Iterator<Entries> changes = pending.iterator();
    while (changes.hasNext()) {
      Entries entries = changes.next();
      if (entries.directory().equals(sync.name()) && entries.ended() < sync.when().begun()) {
        entries.to(synced);
        changes.remove();
      }
    }
  }

  private Optional<FileState> file(String name) {
    return Optional.ofNullable(cached.get(name)).flatMap(Node::file);
  }

  /** Lays down in {@code target} what is found there after a power cut at this moment. */
  public void cut(Path target, Luck luck) throws IOException {
    clear(target);
    Map<String, Node> names = new TreeMap<>(synced);
    pending.stream().filter(entries -> luck.keeps()).forEach(entries -> entries.to(names));
    for (Map.Entry<String, Node> entry : names.entrySet()) {
      Path path = target.resolve(entry.getKey());
      if (entry.getValue().file().isEmpty()) {
        Files.createDirectories(path);
      } else if (Files.isDirectory(target.resolve(parent(entry.getKey())))) {
        Files.write(path, content(entry.getKey(), entry.getValue(), luck));
      }
    }
  }

  private static byte[] content(String name, Node node, Luck luck) {
    byte[] content = node.requireFile(name).after(luck);
    if (name.endsWith("-shm")) {
      // Written through a mapping, which no trace shows, and never synced: it may be anything.
      luck.random().nextBytes(content);
    }
    return content;
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }
}
