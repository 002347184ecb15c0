package io.birthmark.firstboot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** The device side of DPS over HTTPS (REST API "Runtime Registration", 2021-10-01). */
final class ProvisioningClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String API = "?api-version=2021-10-01";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer of the service. */
  record Answer(int status, JsonNode body, Optional<Integer> retryAfterSeconds) {

    /** This answer as the reason why the device is not registered. */
    RegistrationException refused() {
      JsonNode state = body.path("registrationState");
      String code = body.path("errorCode").asText(state.path("errorCode").asText("none"));
      String message =
          body.path("message").asText(state.path("errorMessage").asText("no reason given"));
      return new RegistrationException(
          "the service refused the device: "
              + message
              + " (HTTP "
              + status
              + ", error code "
              + code
              + ")");
    }
  }

  private final HttpClient http;
  private final String base;

  ProvisioningClient(IdentityRecord record, SSLContext tls) {
    http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).sslContext(tls).build();
    String url = record.registrationUrl().replaceAll("/+$", "");
    base = url + "/" + record.idScope() + "/registrations/" + encoded(record.registrationId());
  }

  Answer register(ObjectNode request, Optional<String> authorization) throws RegistrationException {
    return send(
        authorized(HttpRequest.newBuilder(URI.create(base + "/register" + API)), authorization)
            .header("Content-Type", "application/json; charset=utf-8")
            .PUT(HttpRequest.BodyPublishers.ofString(request.toString())));
  }

  Answer operation(String operationId, Optional<String> authorization)
      throws RegistrationException {
    return send(
        authorized(
                HttpRequest.newBuilder(
                    URI.create(base + "/operations/" + encoded(operationId) + API)),
                authorization)
            .GET());
  }

  private static HttpRequest.Builder authorized(
      HttpRequest.Builder request, Optional<String> authorization) {
    authorization.ifPresent(token -> request.header("Authorization", token));
    return request;
  }

  private Answer send(HttpRequest.Builder request) throws RegistrationException {
    try {
      HttpResponse<String> response =
          http.send(
              request.timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          response.statusCode(),
          JSON.readTree(response.body()),
          response.headers().firstValue("Retry-After").flatMap(ProvisioningClient::seconds));
    } catch (JsonProcessingException e) {
      throw new RegistrationException("the service's answer is not JSON", e);
    } catch (IOException e) {
      Optional<ElementException> element = elementBehind(e);
      if (element.isPresent()) {
        throw element.get();
      }
      throw new RegistrationException("the service cannot be reached at " + base + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrationException("told to stop", e);
    }
  }

  /** TLS reports what broke in the element, when it was to sign, as trouble of its own. */
  private static Optional<ElementException> elementBehind(Throwable trouble) {
    return Stream.iterate(trouble, Objects::nonNull, Throwable::getCause)
        .filter(ElementException.class::isInstance)
        .map(ElementException.class::cast)
        .findFirst();
  }

  private static Optional<Integer> seconds(String text) {
    return text.matches("[0-9]{1,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
