package io.birthmark.emulator.http;

import java.util.Map;

/**
 * A request is answered with an error of the service.
 *
 * <p>The numbers follow the service where the public record shows them; where it does not, they
 * follow IoT Hub, whose scheme (HTTP status times 1000 plus a detail) the service shares.
 * docs/emulator.md lists which is which.
 */
public final class Refusal extends RuntimeException {

  private static final int TRANSIENT_ITEM = 500001;

  private final int status;
  private final int errorCode;
  private final transient Map<String, String> headers;

  private Refusal(int status, int errorCode, String message, Map<String, String> headers) {
    // An answer, not an accident: nobody reads its stack.
    super(message, null, false, false);
    this.status = status;
    this.errorCode = errorCode;
    this.headers = headers;
  }

  public static Refusal of(int status, int errorCode, String message) {
    return new Refusal(status, errorCode, message, Map.of());
  }

  public static Refusal badRequest(String message) {
    return of(400, 400004, message);
  }

  public static Refusal notYet(String feature) {
    return badRequest(
        "This emulator does not do "
            + feature
            + " yet; the real service does. Nothing was stored.");
  }

  public static Refusal unauthorized(String message) {
    return of(401, 401002, message);
  }

  public static Refusal notFound(String message) {
    return of(404, 404201, message);
  }

  public static Refusal methodNotAllowed(String allowed) {
    return new Refusal(
        405,
        405000,
        "Method not allowed. Allowed here: " + allowed + ".",
        Map.of("Allow", allowed));
  }

  public static Refusal alreadyExists() {
    return of(409, 409201, "Enrollment already exists.");
  }

  public static Refusal endorsementKeyTaken(String holder) {
    return of(
        409,
        409202,
        "The endorsement key is already enrolled as '" + holder + "' (strict duplicate check).");
  }

  public static Refusal preconditionFailed() {
    return of(412, 412001, "Precondition failed: the ETag does not match.");
  }

  public static Refusal tooLarge(int limit) {
    return of(413, 413001, "Message too large: at most " + limit + " bytes.");
  }

  public static Refusal unsupportedMediaType() {
    return of(415, 415001, "Unsupported media type: send application/json.");
  }

  public static Refusal throttled(long retryAfterSeconds) {
    return new Refusal(
        429, 429001, "Too many requests.", Map.of("Retry-After", Long.toString(retryAfterSeconds)));
  }

  public static Refusal serverError(int status) {
    return of(status, status * 1000 + 1, "The service had a failure of its own. Try again.");
  }

  public static Refusal transientItem() {
    return of(500, TRANSIENT_ITEM, "The service could not store this enrollment. Try again.");
  }

  public int status() {
    return status;
  }

  public int errorCode() {
    return errorCode;
  }

  public String explanation() {
    return String.valueOf(getMessage());
  }

  public Map<String, String> headers() {
    return headers;
  }
}
