package io.birthmark.powercut;

import io.birthmark.hsm.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code strace} wrote with {@link #OPTIONS}. */
public final class TraceReader {
  /** All that can change a file or tell somebody something; of reading there is nothing. */
  private static final String CALLS =
      "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile"
          + ",copy_file_range,ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,unlinkat"
          + ",rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat"
          + ",fsync,fdatasync,sync,syncfs,sync_file_range,msync";

  /** -D: the process that was started stays the one that is known to whoever started it. */
  public static final List<String> OPTIONS =
      List.of(
          "-D",
          "-f",
          "--seccomp-bpf",
          "-yy",
          "-ttt",
          "-xx",
          "-s",
          "1000000",
          "-e",
          "trace=" + CALLS);

  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+\\.\\d+) (.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*");
  private static final String UNFINISHED = " <unfinished ...>";
  private static final int APPENDING = -1;

  private final Path directory;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Unfinished> unfinished = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();
  private int line;

  private record Unfinished(int line, double seconds, String text) {}

  private TraceReader(Path directory, int line) {
    this.directory = directory;
    this.line = line;
  }

  /**
   * The calls that concern {@code directory} or somebody else, in the order in which they take
   * effect.
   *
   * @param firstLine the number of the first line, where one trace goes on after another
   */
  public static List<Call> read(Path trace, Path directory, int firstLine) throws IOException {
    TraceReader reader = new TraceReader(directory.toAbsolutePath(), firstLine);
    try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        reader.line(text);
      }
    }
    return reader.calls;
  }

  private void line(String text) {
    line++;
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("not a line of a trace: " + text);
    }
    String thread = parts.group(1);
    double seconds = Double.parseDouble(parts.group(2));
    String rest = parts.group(3);
    if (rest.endsWith(UNFINISHED)) {
      String begun = rest.substring(0, rest.length() - UNFINISHED.length());
      unfinished.put(thread, new Unfinished(line, seconds, begun));
      return;
    }
    Matcher resumed = RESUMED.matcher(rest);
    if (resumed.matches()) {
      Unfinished begun = Optional.ofNullable(unfinished.remove(thread)).orElseThrow();
      call(new Call.When(begun.line(), line, begun.seconds()), begun.text() + resumed.group(1));
    } else {
      call(new Call.When(line, line, seconds), rest);
    }
  }

  private void call(Call.When when, String text) {
    Matcher parts = CALL.matcher(text);
    if (!parts.matches() || parts.group(3).startsWith("-")) {
      // A signal, an exit, or a call that failed and so did nothing.
      return;
    }
    List<String> words = List.of(parts.group(2).split(", "));
    long result = Long.parseLong(parts.group(3));
    switch (parts.group(1)) {
      case "open", "openat", "creat" -> opened(when, parts.group(1), words);
      case "write", "writev", "sendto", "sendmsg" -> wrote(when, words, result);
      case "pwrite64" ->
          inside(words.get(0))
              .ifPresent(name -> at(when, name, Long.parseLong(words.get(3)), words, result));
      case "ftruncate" ->
          inside(words.get(0))
              .ifPresent(
                  name -> calls.add(new Call.Resized(when, name, Long.parseLong(words.get(1)))));
      case "unlink", "rmdir" ->
          below(text(words.get(0))).ifPresent(name -> calls.add(new Call.Removed(when, name)));
      case "unlinkat" -> at(words, 0).ifPresent(name -> calls.add(new Call.Removed(when, name)));
      case "mkdir" ->
          below(text(words.get(0)))
              .filter(name -> !name.isEmpty())
              .ifPresent(name -> calls.add(new Call.MadeDirectory(when, name)));
      case "rename" -> renamed(when, below(text(words.get(0))), below(text(words.get(1))));
      case "renameat", "renameat2" -> renamed(when, at(words, 0), at(words, 2));
      case "fsync", "fdatasync" ->
          inside(words.get(0)).ifPresent(name -> calls.add(new Call.Synced(when, name)));
      default -> refuseInside(text, words);
    }
  }

  private void opened(Call.When when, String call, List<String> words) {
    boolean relative = call.equals("openat");
    Optional<String> name = relative ? at(words, 0) : below(text(words.get(0)));
    String flags = call.equals("creat") ? "O_CREAT|O_TRUNC" : words.get(relative ? 2 : 1);
    if (name.isEmpty()) {
      return;
    }
    if (flags.contains("SYNC")) {
      throw new IllegalStateException("no model of a file that is opened with " + flags);
    }
    positions.put(name.get(), flags.contains("O_APPEND") ? APPENDING : 0L);
    if (flags.contains("O_CREAT")) {
      calls.add(new Call.MadeFile(when, name.get()));
    }
    if (flags.contains("O_TRUNC")) {
      calls.add(new Call.Resized(when, name.get(), 0));
    }
  }

  private void wrote(Call.When when, List<String> words, long result) {
    Optional<String> name = inside(words.get(0));
    if (name.isEmpty()) {
      peer(words.get(0)).ifPresent(to -> calls.add(new Call.Sent(when, to, bytes(words, result))));
      return;
    }
    long position = Optional.ofNullable(positions.get(name.get())).orElse((long) APPENDING);
    if (position == APPENDING) {
      throw new IllegalStateException("no model of appending to " + name.get());
    }
    at(when, name.get(), position, words, result);
    positions.put(name.get(), position + result);
  }

  private void at(Call.When when, String name, long offset, List<String> words, long result) {
    calls.add(new Call.Wrote(when, name, offset, bytes(words, result)));
  }

  private void renamed(Call.When when, Optional<String> from, Optional<String> to) {
    if (from.isPresent() != to.isPresent()) {
      throw new IllegalStateException("no model of a renaming into or out of the directory");
    }
    from.ifPresent(name -> calls.add(new Call.Renamed(when, name, to.orElseThrow())));
  }

  private void refuseInside(String text, List<String> words) {
    if (words.stream()
        .anyMatch(word -> inside(word).isPresent() || below(text(word)).isPresent())) {
      throw new IllegalStateException("no model of this call: " + text);
    }
  }

  /** A path relative to a directory, as the …at calls have it. */
  private Optional<String> at(List<String> words, int first) {
    String annotated = words.get(first);
    String base =
        plain(annotated.substring(annotated.indexOf('<') + 1, annotated.lastIndexOf('>')));
    return below(Path.of(base).resolve(text(words.get(first + 1))).toString());
  }

  /** The file in the directory that a descriptor stands for, as strace shows it beside it. */
  private Optional<String> inside(String descriptor) {
    int from = descriptor.indexOf('<');
    int to = descriptor.lastIndexOf('>');
    return from < 0 || descriptor.endsWith("(deleted)")
        ? Optional.empty()
        : below(plain(descriptor.substring(from + 1, to)));
  }

  private Optional<String> below(String path) {
    return path.startsWith("/") && Path.of(path).startsWith(directory)
        ? Optional.of(directory.relativize(Path.of(path)).toString())
        : Optional.empty();
  }

  private static final Pattern TCP = Pattern.compile("<TCP.*->.*:(\\d+)\\]>$");
  private static final Pattern UNIX = Pattern.compile("<UNIX.*\"(.*)\"\\]>$");

  private static Optional<String> peer(String descriptor) {
    Matcher tcp = TCP.matcher(descriptor);
    if (tcp.find()) {
      return Optional.of("tcp:" + tcp.group(1));
    }
    Matcher unix = UNIX.matcher(descriptor);
    return unix.find() ? Optional.of("unix:" + plain(unix.group(1))) : Optional.empty();
  }

  private static Bytes bytes(List<String> words, long result) {
    StringBuilder hex = new StringBuilder();
    for (String word : words.subList(1, words.size())) {
      int from = word.indexOf('"');
      if (from >= 0) {
        if (word.endsWith("...")) {
          throw new IllegalStateException("strace cut a write short");
        }
        hex.append(word, from + 1, word.lastIndexOf('"'));
      }
    }
    Bytes all = Bytes.ofHex(hex.toString().replace("\\x", ""));
    return all.slice(0, (int) Math.min(result, all.size()));
  }

  private static String text(String quoted) {
    return quoted.startsWith("\"") ? plain(quoted.substring(1, quoted.length() - 1)) : quoted;
  }

  /** With -xx every character of a string is written as {@code \x41}. */
  private static String plain(String escaped) {
    return escaped.startsWith("\\x")
        ? new String(Bytes.ofHex(escaped.replace("\\x", "")).toArray(), StandardCharsets.UTF_8)
        : escaped;
  }
}
