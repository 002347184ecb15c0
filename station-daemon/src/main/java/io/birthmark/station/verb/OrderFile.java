package io.birthmark.station.verb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.station.journal.Orders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Work orders in a file, as planning systems and spreadsheets write them: a JSON array of objects,
 * or lines of {@code number,product,quantity}, parted by commas or semicolons, under a line with
 * these three names in any order. None of the three can have a comma or a quote in it, so that a
 * quoted one is one with quotes around it.
 */
record OrderFile(OrderEntry entry) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int MISTAKES_SHOWN = 20;
  private static final String HEADER =
      "the first line names the columns: number,product,quantity in any order";

  /**
   * Reads all of it.
   *
   * @throws WrongUse with every mistake that is in it
   */
  List<Orders.Wanted> read(String text) throws WrongUse {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    Mistakes mistakes = new Mistakes();
    List<Orders.Wanted> read =
        content.stripLeading().startsWith("[") ? json(content, mistakes) : csv(content, mistakes);
    mistakes.complain();
    if (read.isEmpty()) {
      throw new WrongUse("there is no order in the file; " + HEADER);
    }
    return read;
  }

  private List<Orders.Wanted> json(String content, Mistakes mistakes) throws WrongUse {
    JsonNode array;
    try {
      array = JSON.readTree(content);
    } catch (JsonProcessingException e) {
      throw new WrongUse(
          "the file is not JSON: "
              + e.getOriginalMessage()
              + ", line "
              + e.getLocation().getLineNr());
    }
    List<Orders.Wanted> read = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode one = array.get(i);
      mistakes.take(
          "entry " + (i + 1),
          read,
          () ->
              entry.wanted(
                  one.path("number").asText(),
                  one.path("product").asText(),
                  one.path("quantity").asText()));
    }
    return read;
  }

  private List<Orders.Wanted> csv(String content, Mistakes mistakes) throws WrongUse {
    List<String> lines = content.lines().toList();
    String header = lines.isEmpty() ? "" : lines.get(0);
    String separator = header.contains(";") ? ";" : ",";
    List<String> columns =
        fields(header, separator).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (!columns.containsAll(List.of("number", "product", "quantity"))) {
      throw new WrongUse(HEADER + "; got \"" + header + '"');
    }
    List<Orders.Wanted> read = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> fields = fields(lines.get(i), separator);
      if (fields.stream().allMatch(String::isEmpty)) {
        continue;
      }
      mistakes.take(
          "line " + (i + 1),
          read,
          () -> {
            if (fields.size() != columns.size()) {
              throw new WrongUse(
                  "there are " + fields.size() + " fields under " + columns.size() + " columns");
            }
            return entry.wanted(
                fields.get(columns.indexOf("number")),
                fields.get(columns.indexOf("product")),
                fields.get(columns.indexOf("quantity")));
          });
    }
    return read;
  }

  private static List<String> fields(String line, String separator) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split(separator, -1)) {
      String bare = field.strip();
      boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
      fields.add(quoted ? bare.substring(1, bare.length() - 1).strip() : bare);
    }
    return fields;
  }

  private interface Reading {
    Orders.Wanted one() throws WrongUse;
  }

  /** All that is wrong with a file, told at once. */
  private static final class Mistakes {
    private final List<String> found = new ArrayList<>();
    private final Set<String> numbers = new HashSet<>();

    void take(String where, List<Orders.Wanted> into, Reading reading) {
      try {
        Orders.Wanted wanted = reading.one();
        if (!numbers.add(wanted.number().toLowerCase(Locale.ROOT))) {
          throw new WrongUse("order " + wanted.number() + " is in the file twice");
        }
        into.add(wanted);
      } catch (WrongUse mistake) {
        found.add(where + ": " + mistake.getMessage());
      }
    }

    void complain() throws WrongUse {
      if (!found.isEmpty()) {
        int more = found.size() - MISTAKES_SHOWN;
        throw new WrongUse(
            "nothing was imported\n"
                + String.join("\n", found.subList(0, Math.min(found.size(), MISTAKES_SHOWN)))
                + (more > 0 ? "\nand " + more + " more" : ""));
      }
    }
  }
}
