package io.birthmark.station.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlEntry;
import org.tomlj.TomlTable;

/**
 * One table of the file. Each reading method answers with the value, or notes the error and answers
 * with a stand-in so that reading goes on.
 */
final class Section {
  private static final Pattern NAMES_A_SECRET =
      Pattern.compile("(?i).*(_key|pin|password|secret|auth)");

  private final TomlTable table;
  private final String path;
  private final Optional<Position> position;
  private final SectionKeys keys;
  private final Path folder;
  private final Remarks remarks;

  Section(
      TomlTable table,
      String path,
      Optional<Position> position,
      SectionKeys keys,
      Path folder,
      Remarks remarks) {
    this.table = table;
    this.path = path;
    this.position = position;
    this.keys = keys;
    this.folder = folder;
    this.remarks = remarks;
  }

  Remarks remarks() {
    return remarks;
  }

  Optional<Position> position() {
    return position;
  }

  String path() {
    return path;
  }

  List<String> keySet() {
    return List.copyOf(table.keySet());
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  /** Where to point when the key's value is wrong; the section itself when the key is missing. */
  Optional<Position> placeOfValue(String key) {
    return Optional.ofNullable(table.entry(List.of(key)))
        .map(TomlEntry::value)
        .flatMap(v -> Optional.ofNullable(v.position()))
        .map(Position::of)
        .or(() -> placeOfKey(key));
  }

  private Optional<Position> placeOfKey(String key) {
    return Optional.ofNullable(table.inputPositionOf(List.of(key)))
        .map(Position::of)
        .or(() -> position);
  }

  String pathOf(String key) {
    String shown = key.matches("[A-Za-z0-9_-]{1,60}") ? key : Quoted.of(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  void error(String key, String sentence) {
    remarks.error(placeOfValue(key), pathOf(key), sentence);
  }

  void errorOfTheWhole(String key, String sentence) {
    remarks.errorOfTheWhole(placeOfValue(key), pathOf(key), sentence);
  }

  void notice(String key, String sentence) {
    remarks.notice(placeOfKey(key), pathOf(key), sentence);
  }

  Optional<String> text(String key) {
    Optional<Object> value = value(key);
    if (value.isPresent() && !(value.get() instanceof String)) {
      error(key, "must be a text in quotes, got " + shown(value.get()));
    }
    return value.filter(String.class::isInstance).map(String.class::cast);
  }

  String requiredText(String key, String what) {
    if (!has(key)) {
      missing(key, what);
    }
    return text(key).orElse("");
  }

  void missing(String key, String what) {
    errorOfTheWhole(key, "is missing; it must be " + what);
  }

  /** A text of the given form; the rule says in words what the pattern says in signs. */
  String requiredText(String key, Pattern pattern, String rule) {
    String text = requiredText(key, rule);
    if (isText(key) && !pattern.matcher(text).matches()) {
      error(key, "must be " + rule + ", got " + Quoted.of(text));
    }
    return text;
  }

  /** As {@link #requiredText}, for a place where a secret is easily pasted by mistake. */
  String requiredTextNotEchoed(String key, Pattern pattern, String rule) {
    String text = requiredText(key, rule);
    if (isText(key) && !pattern.matcher(text).matches()) {
      error(key, "must be " + rule);
    }
    return text;
  }

  <T> Optional<T> parsed(String key, Function<String, Parsed<T>> parser) {
    return text(key).flatMap(text -> keepOrComplain(key, parser.apply(text)));
  }

  <T> Optional<T> requiredParsed(String key, Function<String, Parsed<T>> parser, String what) {
    if (!has(key)) {
      missing(key, what);
    }
    return parsed(key, parser);
  }

  private <T> Optional<T> keepOrComplain(String key, Parsed<T> parsed) {
    if (parsed instanceof Parsed.Good<T> good) {
      return Optional.of(good.value());
    }
    error(key, ((Parsed.Bad<T>) parsed).sentence());
    return Optional.empty();
  }

  /** A relative path starts at the folder of the configuration file. */
  Optional<Path> path(String key) {
    return parsed(
        key,
        text -> {
          try {
            return text.isBlank()
                ? new Parsed.Bad<>("must be a path, got an empty text")
                : new Parsed.Good<>(folder.resolve(text).normalize());
          } catch (InvalidPathException e) {
            return new Parsed.Bad<>("must be a path, got " + Quoted.of(text));
          }
        });
  }

  Optional<Long> number(String key, long least, long most) {
    Optional<Object> value = value(key);
    Optional<Long> number =
        value
            .filter(Long.class::isInstance)
            .map(Long.class::cast)
            .filter(n -> within(n, least, most));
    if (value.isPresent() && number.isEmpty()) {
      error(
          key,
          "must be a whole number from " + least + " to " + most + ", got " + shown(value.get()));
    }
    return number;
  }

  boolean flag(String key, boolean usual) {
    Optional<Object> value = value(key);
    Optional<Boolean> flag = value.filter(Boolean.class::isInstance).map(Boolean.class::cast);
    if (value.isPresent() && flag.isEmpty()) {
      error(key, "must be true or false, without quotes, got " + shown(value.get()));
    }
    return flag.orElse(usual);
  }

  Duration seconds(String key, long most, long usual) {
    return Duration.ofSeconds(number(key, 1, most).orElse(usual));
  }

  <E extends Enum<E> & Word> Optional<E> oneOf(String key, Class<E> type) {
    return oneOf(key, type, Word::word);
  }

  /**
   * @param word how a constant is written in the file
   */
  <E extends Enum<E>> Optional<E> oneOf(String key, Class<E> type, Function<E, String> word) {
    List<String> words = Stream.of(type.getEnumConstants()).map(word).toList();
    Optional<String> text = text(key);
    Optional<E> found =
        text.flatMap(
            t ->
                Stream.of(type.getEnumConstants())
                    .filter(e -> word.apply(e).equals(t))
                    .findFirst());
    if (text.isPresent() && found.isEmpty()) {
      error(
          key,
          "must be one of "
              + Spelling.listed(words)
              + ", got "
              + Quoted.of(text.get())
              + Spelling.didYouMean(text.get(), words));
    }
    return found;
  }

  /** The table below this one, empty when it is not there. */
  Section section(String key, SectionKeys keys) {
    Optional<Object> value = value(key);
    if (value.isPresent() && !(value.get() instanceof TomlTable)) {
      String header = "[" + pathOf(key) + "]";
      error(
          key,
          value.get() instanceof TomlArray
              ? "must be one section, written " + header
              : "must be a section, written " + header + ", got " + shown(value.get()));
    }
    TomlTable below =
        value.filter(TomlTable.class::isInstance).map(TomlTable.class::cast).orElse(Toml.parse(""));
    return below(below, pathOf(key), has(key) ? placeOfKey(key) : position, keys);
  }

  /** The tables of {@code [[key]]}, in the file's order. */
  List<Section> sections(String key, SectionKeys keys) {
    Optional<Object> value = value(key);
    if (value.isEmpty()) {
      missing(key, "there once at least, written [[" + key + "]]");
      return List.of();
    }
    if (!(value.get() instanceof TomlArray array)) {
      error(key, "must be written with two brackets, [[" + key + "]], once for each " + key);
      return List.of();
    }
    if (array.isEmpty()) {
      missing(key, "there once at least, written [[" + key + "]]");
    }
    Stream.Builder<Section> found = Stream.builder();
    for (int i = 0; i < array.size(); i++) {
      String name = pathOf(key) + "[" + (i + 1) + "]";
      Optional<Position> place = Optional.of(Position.of(array.inputPositionOf(i)));
      if (array.get(i) instanceof TomlTable entry) {
        found.add(below(entry, name, place, keys));
      } else {
        remarks.error(place, name, "must be a table, got " + shown(array.get(i)));
      }
    }
    return found.build().toList();
  }

  private Section below(
      TomlTable table, String path, Optional<Position> position, SectionKeys keys) {
    return new Section(table, path, position, keys, folder, remarks);
  }

  /** Says which keys nobody knows, and which are known but do nothing in this version. */
  void complainAboutUnknownKeys() {
    for (String key : table.keySet()) {
      if (!keys.known().contains(key)) {
        remarks.errorOfTheWhole(placeOfKey(key), pathOf(key), unknown(key));
      }
    }
  }

  void noticeUnusedKeys() {
    keys.unused().stream()
        .filter(this::has)
        .forEach(key -> notice(key, "is known but does nothing in this version"));
  }

  private String unknown(String key) {
    if (NAMES_A_SECRET.matcher(key).matches()) {
      return "there is no such key, and no secret belongs in this file:"
          + " secrets are files in the credentials directory";
    }
    return "there is no such "
        + (keys.equals(SectionKeys.FILE) ? "section" : "key")
        + Spelling.didYouMean(key, keys.known())
        + " (allowed: "
        + String.join(", ", keys.known())
        + ")";
  }

  private boolean isText(String key) {
    return value(key).filter(String.class::isInstance).isPresent();
  }

  private Optional<Object> value(String key) {
    if (!keys.open() && !keys.known().contains(key)) {
      throw new IllegalStateException(pathOf(key) + " is read but not in SectionKeys");
    }
    return Optional.ofNullable(table.get(List.of(key)));
  }

  private static boolean within(long n, long least, long most) {
    return least <= n && n <= most;
  }

  private static String shown(Object value) {
    if (value instanceof TomlTable) {
      return "a table";
    }
    if (value instanceof TomlArray) {
      return "a list";
    }
    return Quoted.of(value);
  }
}
