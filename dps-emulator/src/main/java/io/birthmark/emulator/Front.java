package io.birthmark.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.birthmark.emulator.faults.Fault;
import io.birthmark.emulator.faults.Faults;
import io.birthmark.emulator.http.Desk;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.http.Route;
import io.birthmark.emulator.http.Router;
import io.birthmark.emulator.store.ETag;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of all APIs: every request gets an id, its share of faults, its answer in the service's
 * form, a line in the log and a place in the counts.
 *
 * <p>A handled exchange that is closed before its headers were sent closes the connection; that is
 * how an answer is dropped.
 */
final class Front implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(Front.class);

  private final Map<Operation.Side, Desk> desks;
  private final Faults faults;
  private final RequestCounts counts;
  private final Clock clock;
  private final RandomSource random;

  Front(
      Map<Operation.Side, Desk> desks,
      Faults faults,
      RequestCounts counts,
      Clock clock,
      RandomSource random) {
    this.desks = Map.copyOf(desks);
    this.faults = faults;
    this.counts = counts;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void handle(HttpExchange exchange) {
    long started = System.nanoTime();
    String requestId = random.uuid().toString();
    Call call = new Call(requestId);
    try (exchange) {
      Optional<Reply> reply = call.answer(exchange);
      // Counted before it is sent: whoever has the answer finds it in the counts.
      call.status = reply.map(Reply::status).orElse(RequestCounts.DROPPED);
      counts.add(call.operation, call.status);
      if (reply.isPresent()) {
        send(exchange, reply.get(), requestId);
      }
    } catch (IOException e) {
      log.info("request {}: the client went away ({})", requestId, e.getMessage());
    } finally {
      log.info(
          "{} {} {} {} ms {}",
          exchange.getRequestMethod(),
          exchange.getRequestURI().getRawPath(),
          call.status == RequestCounts.DROPPED ? "dropped" : call.status,
          Duration.ofNanos(System.nanoTime() - started).toMillis(),
          requestId);
    }
  }

  private void send(HttpExchange exchange, Reply reply, String requestId) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("x-ms-request-id", requestId);
    headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    headers.set("Server", "birthmark-dps-emulator");
    reply.headers().forEach(headers::set);
    if (reply.body().isEmpty()) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    headers.set("Content-Type", "application/json; charset=utf-8");
    // Length 0 means chunked here: the service sends chunks, and clients must cope.
    exchange.sendResponseHeaders(reply.status(), 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(reply.body().get().toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** One request on its way to an answer. */
  private final class Call {

    private final String requestId;
    private Operation operation = Operation.UNKNOWN;
    private int status = RequestCounts.DROPPED;

    private Call(String requestId) {
      this.requestId = requestId;
    }

    /** Empty if the connection shall be closed without an answer. */
    private Optional<Reply> answer(HttpExchange exchange) throws IOException {
      try {
        Request request = RequestReader.read(exchange);
        Route route = Router.route(request.method(), request.path());
        operation = route.operation();
        return goThrough(faults.drawFor(operation), request, route);
      } catch (Refusal refusal) {
        return Optional.of(error(refusal));
      } catch (RuntimeException e) {
        log.error("request {}: the emulator failed", requestId, e);
        return Optional.of(error(Refusal.serverError(500)));
      }
    }

    private Optional<Reply> goThrough(List<Fault> drawn, Request request, Route route) {
      boolean dropAfter = false;
      boolean wrongETag = false;
      for (Fault fault : drawn) {
        if (fault instanceof Fault.Slow slow) {
          pause(slow.delay());
        } else if (fault instanceof Fault.Throttle throttle) {
          throw Refusal.throttled(throttle.retryAfterSeconds());
        } else if (fault instanceof Fault.ServerError error) {
          throw Refusal.serverError(error.status());
        } else if (fault instanceof Fault.DropBefore) {
          return Optional.empty();
        } else if (fault instanceof Fault.DropAfter) {
          dropAfter = true;
        } else if (fault instanceof Fault.WrongETag) {
          wrongETag = true;
        }
      }
      Reply reply = atDesk(request, route);
      if (dropAfter) {
        return Optional.empty();
      }
      return Optional.of(wrongETag ? reply.withETag(ETag.fresh(random).quoted()) : reply);
    }

    /** A refusal is an answer too, and can be lost like any other. */
    private Reply atDesk(Request request, Route route) {
      try {
        Operation.Side side = route.operation().side();
        if (side != Operation.Side.ADMIN) {
          request.requireApiVersion();
        }
        return Objects.requireNonNull(desks.get(side), side::name).answer(request, route);
      } catch (Refusal refusal) {
        return error(refusal);
      }
    }

    private Reply error(Refusal refusal) {
      ObjectNode body = Json.object();
      body.put("errorCode", refusal.errorCode());
      body.put("trackingId", requestId);
      body.put("message", refusal.explanation());
      body.putObject("info");
      body.put("timestampUtc", Json.timestamp(clock.instant()));
      Reply reply = Reply.of(refusal.status(), body);
      for (var header : refusal.headers().entrySet()) {
        reply = reply.with(header.getKey(), header.getValue());
      }
      return reply.with("x-ms-error-code", Integer.toString(refusal.errorCode()));
    }

    private void pause(Duration delay) {
      try {
        Thread.sleep(delay.toMillis());
      } catch (InterruptedException e) {
        // The emulator is being stopped: the answer may as well go out now.
        Thread.currentThread().interrupt();
      }
    }
  }
}
