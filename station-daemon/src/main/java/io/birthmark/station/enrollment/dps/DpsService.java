package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
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

/** The service API of one DPS instance, with a shared access policy. */
public final class DpsService implements EnrollmentService {
  private static final Logger LOG = LoggerFactory.getLogger(DpsService.class);
  private static final String API_VERSION = "?api-version=2021-10-01";

  private final DpsSettings settings;
  private final SasTokens tokens;
  private final DpsProblems problems;
  private final Answers answers;
  private final Failures failures;
  private final Supplier<UUID> requestIds;
  private final HttpClient http;

  /**
   * @param requestIds names each request in our log and the service's
   * @throws IllegalArgumentException when the settings' CA file cannot be read
   */
  public DpsService(DpsSettings settings, SasKey key, Clock clock, Supplier<UUID> requestIds) {
    this.settings = settings;
    this.tokens = new SasTokens(settings.host(), settings.policy(), key, clock);
    this.problems = new DpsProblems(settings.service(), settings.policy());
    this.answers = new Answers(problems, clock);
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

  @Override
  public BatchAnswer create(List<Enrollment> batch) {
    return bulk("create", batch);
  }

  @Override
  public BatchAnswer delete(List<Enrollment> batch) {
    return bulk("delete", batch);
  }

  @Override
  public FindAnswer find(Enrollment ours) {
    Call call =
        call(
            request("/enrollments/" + encode(ours.registrationId())).GET(),
            "find " + ours.registrationId());
    if (call instanceof Call.Silent silent) {
      // A question changes nothing, so to lose its answer is to have asked nothing.
      return silent.answer() instanceof NoAnswer.OutcomeUnknown unknown
          ? new NoAnswer.Unavailable(unknown.problem(), true, unknown.retryAfter())
          : silent.answer();
    }
    return answers.toFind(ours, ((Call.Answered) call).answer());
  }

  private BatchAnswer bulk(String mode, List<Enrollment> batch) {
    Call call =
        call(
            request("/enrollments")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(DpsJson.bulk(mode, batch))),
            mode + " " + batch.size());
    return call instanceof Call.Silent silent
        ? silent.answer()
        : answers.toBatch(batch, ((Call.Answered) call).answer());
  }

  private sealed interface Call {
    record Answered(HttpAnswer answer) implements Call {}

    record Silent(NoAnswer answer) implements Call {}
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + settings.service() + path + API_VERSION))
        .header("Accept", "application/json")
        .header("Authorization", tokens.authorization());
  }

  private Call call(HttpRequest.Builder builder, String what) {
    UUID requestId = requestIds.get();
    HttpRequest request = builder.header("x-ms-client-request-id", requestId.toString()).build();
    // The request's own time limit ends with the headers; a body can hang as well.
    CompletableFuture<HttpResponse<byte[]>> future = http.sendAsync(request, CappedBody.handler());
    try {
      HttpAnswer answer =
          read(future.get(settings.answerWithin().toMillis(), TimeUnit.MILLISECONDS));
      LOG.debug(
          "dps: {} -> {} (our request {}, theirs {})",
          what,
          answer.status(),
          requestId,
          answer.requestId().orElse("unnamed"));
      if (answer.status() == 401) {
        tokens.forget();
      }
      return new Call.Answered(answer);
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

  private static Call silent(String what, UUID requestId, NoAnswer answer) {
    LOG.debug("dps: {} -> {} (our request {})", what, answer.problem().code(), requestId);
    return new Call.Silent(answer);
  }

  private static HttpAnswer read(HttpResponse<byte[]> response) {
    Function<String, Optional<String>> header = name -> response.headers().firstValue(name);
    return new HttpAnswer(
        response.statusCode(),
        Bytes.of(response.body()),
        header.apply("Date").flatMap(RetryAfter::httpDate),
        header.apply("Retry-After"),
        header.apply("x-ms-request-id").filter(id -> id.length() <= 100));
  }

  private static String encode(String id) {
    // A path segment has no plus for a space.
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
