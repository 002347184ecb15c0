package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the query language that is understood: {@code SELECT * [FROM table] [WHERE member =
 * value [AND …]]}, where a member may be reached with dots and a value is a quoted string, a
 * number, true or false.
 */
record EnrollmentFilter(List<Equality> equalities) implements Predicate<JsonNode> {

  private static final int FLAGS = Pattern.CASE_INSENSITIVE;
  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*SELECT\\s+\\*(?:\\s+FROM\\s+(?<table>[A-Za-z]+))?(?:\\s+WHERE\\s+(?<where>.+?))?\\s*",
          FLAGS);
  private static final Pattern EQUALITY =
      Pattern.compile(
          "\\s*(?<member>[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*)\\s*=\\s*"
              + "(?:'(?<single>[^']*)'|\"(?<double>[^\"]*)\"|(?<bare>true|false|-?[0-9]+(?:\\.[0-9]+)?))"
              + "\\s*(?<and>\\bAND\\b|$)",
          FLAGS);

  record Equality(String pointer, String value) {}

  /**
   * Reads a query.
   *
   * @param table the one table that can be asked here
   */
  static EnrollmentFilter parse(String query, String table) {
    Matcher matcher = QUERY.matcher(query);
    if (!matcher.matches() || !table.equalsIgnoreCase(tableOf(matcher).orElse(table))) {
      throw notUnderstood(table);
    }
    String where = matcher.group("where");
    return new EnrollmentFilter(where == null ? List.of() : equalities(where, table));
  }

  private static Optional<String> tableOf(Matcher matcher) {
    return Optional.ofNullable(matcher.group("table"));
  }

  private static List<Equality> equalities(String where, String table) {
    List<Equality> equalities = new ArrayList<>();
    Matcher matcher = EQUALITY.matcher(where);
    int position = 0;
    boolean more = true;
    while (more) {
      if (!matcher.find(position) || matcher.start() != position) {
        throw notUnderstood(table);
      }
      equalities.add(new Equality("/" + matcher.group("member").replace('.', '/'), value(matcher)));
      position = matcher.end();
      more = !matcher.group("and").isEmpty();
    }
    if (position != where.length()) {
      throw notUnderstood(table);
    }
    return List.copyOf(equalities);
  }

  private static String value(Matcher matcher) {
    for (String form : List.of("single", "double")) {
      String text = matcher.group(form);
      if (text != null) {
        return text;
      }
    }
    return matcher.group("bare");
  }

  private static Refusal notUnderstood(String table) {
    return Refusal.badRequest(
        "The query is not understood. This emulator does SELECT * [FROM "
            + table
            + "] [WHERE member = 'value' [AND ...]].");
  }

  @Override
  public boolean test(JsonNode enrollment) {
    return equalities.stream().allMatch(equality -> holds(equality, enrollment));
  }

  private static boolean holds(Equality equality, JsonNode enrollment) {
    JsonNode actual = enrollment.at(equality.pointer());
    return actual.isValueNode() && !actual.isNull() && actual.asText().equals(equality.value());
  }
}
