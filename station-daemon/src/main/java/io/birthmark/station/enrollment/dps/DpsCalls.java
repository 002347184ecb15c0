package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.NoAnswer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls to one DPS instance with one shared access policy: an answer, or why there is none. */
final class DpsCalls {
  private static final Logger LOG = LoggerFactory.getLogger(DpsCalls.class);
  private static final String API_VERSION = "?api-version=2021-10-01";
  private static final String IF_MATCH = "If-Match";
  private static final String CONTINUATION = "x-ms-continuation";

  private final DpsSettings settings;
  private final SasTokens tokens;
  private final DpsProblems problems;
  private final Failures failures;
  private final Supplier<UUID> requestIds;
  private final HttpClient http;

  DpsCalls(
      DpsSettings settings,
      SasKey key,
      DpsProblems problems,
      Clock clock,
      Supplier<UUID> requestIds) {
    this.settings = settings;
    this.tokens = new SasTokens(settings.host(), settings.policy(), key, clock);
    this.problems = problems;
    this.failures = new Failures(problems, clock);
    this.requestIds = requestIds;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            // One request, one connection: what a lost connection may have taken along is clear.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectWithin());
    settings.caFile().map(PrivateTrust::of).ifPresent(client::sslContext);
    this.http = client.build();
  }

  /** What came of a call. */
  sealed interface Call {}

  record Answered(HttpAnswer answer) implements Call {}

  record Silent(NoAnswer answer) implements Call {

    /** Of a question: it changes nothing, so to lose its answer is to have asked nothing. */
    NoAnswer asked() {
      return answer instanceof NoAnswer.OutcomeUnknown unknown
          ? new NoAnswer.Unavailable(unknown.problem(), true, unknown.retryAfter())
          : answer;
    }
  }

  Call get(String path, String what) {
    return call(request(path).GET(), what);
  }

  /**
   * Deletes what stands at the path.
   *
   * @param etag in which version; empty for any
   */
  Call delete(String path, Optional<String> etag, String what) {
    HttpRequest.Builder request = request(path).DELETE();
    etag.ifPresent(version -> request.header(IF_MATCH, version));
    return call(request, what);
  }

  Call put(String path, String body, String what) {
    return call(json(path).PUT(HttpRequest.BodyPublishers.ofString(body)), what);
  }

  /** Writes if it is still the version {@code etag}; whoever made the body wipes it. */
  Call put(String path, RequestBody body, String etag, String what) {
    return call(json(path).header(IF_MATCH, etag).PUT(publisher(body)), what);
  }

  /** A page of a list; {@code bookmark} as the page before had it. */
  Call query(String path, String query, Optional<String> bookmark, int atMost, String what) {
    HttpRequest.Builder request =
        json(path)
            .header("x-ms-max-item-count", Integer.toString(atMost))
            .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"" + query + "\"}"));
    bookmark.ifPresent(where -> request.header(CONTINUATION, where));
    return call(request, what, CappedBody.PAGE_LIMIT);
  }

  /** The body is as secret as it was before: whoever made it wipes it. */
  Call post(String path, RequestBody body, String what) {
    return call(json(path).POST(publisher(body)), what);
  }

  private static HttpRequest.BodyPublisher publisher(RequestBody body) {
    return HttpRequest.BodyPublishers.ofByteArray(body.buffer(), 0, body.size());
  }

  /**
   * Asks for the keys of an enrollment or a group.
   *
   * @param take given the body of a good answer, which is wiped afterwards
   */
  <T> Secrets<T> secrets(String path, String what, Function<byte[], T> take) {
    Raw raw =
        send(
            OneUseConnections.once(json(path + "/attestationmechanism"))
                .POST(HttpRequest.BodyPublishers.ofString("{}")),
            what,
            CappedBody.LIMIT);
    if (raw instanceof RawSilent silent) {
      return new Secrets.Not<>(new Silent(silent.answer()));
    }
    HttpResponse<byte[]> response = ((RawAnswered) raw).response();
    try {
      return response.statusCode() == 200
          ? new Secrets.Taken<>(take.apply(response.body()))
          : new Secrets.Not<>(new Answered(read(response)));
    } finally {
      Arrays.fill(response.body(), (byte) 0);
    }
  }

  /** What came of asking for keys: what was made of them, or an answer without any. */
  sealed interface Secrets<T> {
    record Taken<T>(T value) implements Secrets<T> {}

    record Not<T>(Call call) implements Secrets<T> {}
  }

  static String encode(String id) {
    // A path segment has no plus for a space.
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json; charset=utf-8");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + settings.service() + path + API_VERSION))
        .header("Accept", "application/json")
        .header("Authorization", tokens.authorization());
  }

  private Call call(HttpRequest.Builder builder, String what) {
    return call(builder, what, CappedBody.LIMIT);
  }

  private Call call(HttpRequest.Builder builder, String what, int longest) {
    Raw raw = send(builder, what, longest);
    return raw instanceof RawSilent silent
        ? new Silent(silent.answer())
        : new Answered(read(((RawAnswered) raw).response()));
  }

  private sealed interface Raw {}

  private record RawAnswered(HttpResponse<byte[]> response) implements Raw {}

  private record RawSilent(NoAnswer answer) implements Raw {}

  private Raw send(HttpRequest.Builder builder, String what, int longest) {
    UUID requestId = requestIds.get();
    HttpRequest request = builder.header("x-ms-client-request-id", requestId.toString()).build();
    // The request's own time limit ends with the headers; a body can hang as well.
    CompletableFuture<HttpResponse<byte[]>> future =
        http.sendAsync(request, CappedBody.handler(longest));
    try {
      HttpResponse<byte[]> response =
          future.get(settings.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
      LOG.debug(
          "dps: {} -> {} (our request {}, theirs {})",
          what,
          response.statusCode(),
          requestId,
          theirId(response).orElse("unnamed"));
      if (response.statusCode() == 401) {
        tokens.forget();
      }
      return new RawAnswered(response);
    } catch (TimeoutException e) {
      future.cancel(true);
      return silent(what, requestId, unknown(problems.timeout(settings.answerWithin())));
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      return silent(what, requestId, unknown(problems.connectionLost("the station is stopping")));
    } catch (ExecutionException e) {
      return silent(what, requestId, failures.of(Optional.ofNullable(e.getCause()).orElse(e)));
    }
  }

  private static NoAnswer unknown(Problem problem) {
    return new NoAnswer.OutcomeUnknown(problem, Optional.empty());
  }

  private static Raw silent(String what, UUID requestId, NoAnswer answer) {
    LOG.debug("dps: {} -> {} (our request {})", what, answer.problem().code(), requestId);
    return new RawSilent(answer);
  }

  private static HttpAnswer read(HttpResponse<byte[]> response) {
    Function<String, Optional<String>> header = name -> response.headers().firstValue(name);
    return new HttpAnswer(
        response.statusCode(),
        Bytes.of(response.body()),
        header.apply("Date").flatMap(RetryAfter::httpDate),
        header.apply("Retry-After"),
        theirId(response),
        header.apply(CONTINUATION).filter(where -> !where.isBlank()));
  }

  private static Optional<String> theirId(HttpResponse<byte[]> response) {
    return response.headers().firstValue("x-ms-request-id").filter(id -> id.length() <= 100);
  }
}
