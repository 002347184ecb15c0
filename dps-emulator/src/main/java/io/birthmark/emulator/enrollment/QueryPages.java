package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A query, page by page.
 *
 * <p>The continuation holds the last key shown, so the server keeps no open query, and what is
 * created or deleted between two pages neither repeats nor hides another row. It also holds a
 * checksum of the query: to continue a different one is a mistake worth telling.
 *
 * @param table the name the query may give the table
 * @param itemType what the answer says of its items; Microsoft's client insists on it
 * @param idMember the member that holds a row's id
 */
record QueryPages(String table, String itemType, String idMember) {

  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  static QueryPages of(Kind kind) {
    return new QueryPages(kind.plural(), kind.word(), kind.idMember());
  }

  /**
   * Answers with one page.
   *
   * @param rowsAfter the rows, in the order of their keys, from the first key greater than the one
   *     given
   */
  Reply answer(Request request, Function<String, Stream<ObjectNode>> rowsAfter) {
    String query = request.members().requiredText("query");
    EnrollmentFilter filter = EnrollmentFilter.parse(query, table);
    int pageSize = pageSize(request);
    String after =
        request
            .header("x-ms-continuation")
            .filter(text -> !text.isBlank())
            .map(text -> lastKey(text, query))
            .orElse("");
    // One more than the page, to know whether there is a next one.
    List<ObjectNode> found = rowsAfter.apply(after).filter(filter).limit(pageSize + 1L).toList();
    List<ObjectNode> page = found.subList(0, Math.min(pageSize, found.size()));
    ArrayNode body = Json.array();
    page.forEach(body::add);
    Reply reply = Reply.ok(body).with("x-ms-item-type", itemType);
    if (found.size() > pageSize) {
      String lastId = page.get(pageSize - 1).path(idMember).asText();
      reply = reply.with("x-ms-continuation", continuation(Table.key(lastId), query));
    }
    Optional<String> asked = request.header("x-ms-max-item-count");
    return asked.isPresent() ? reply.with("x-ms-max-item-count", asked.get()) : reply;
  }

  private static int pageSize(Request request) {
    return request.header("x-ms-max-item-count").map(QueryPages::pageSize).orElse(DEFAULT_PAGE);
  }

  private static int pageSize(String text) {
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) == 0) {
      throw Refusal.badRequest("x-ms-max-item-count must be a number from 1.");
    }
    return Math.min(Integer.parseInt(text), LARGEST_PAGE);
  }

  private static String continuation(String lastKey, String query) {
    String plain = checksum(query) + " " + lastKey;
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  private static String lastKey(String continuation, String query) {
    String[] parts;
    try {
      byte[] plain = Base64.getDecoder().decode(continuation);
      parts = new String(plain, StandardCharsets.UTF_8).split(" ", 2);
    } catch (IllegalArgumentException e) {
      throw invalidContinuation();
    }
    if (parts.length != 2 || !parts[0].equals(checksum(query))) {
      throw invalidContinuation();
    }
    return parts[1];
  }

  private static Refusal invalidContinuation() {
    return Refusal.badRequest("x-ms-continuation is not one that this query was given.");
  }

  private static String checksum(String query) {
    CRC32 crc = new CRC32();
    crc.update(query.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
