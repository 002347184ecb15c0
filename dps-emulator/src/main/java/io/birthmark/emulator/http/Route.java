package io.birthmark.emulator.http;

/**
 * Where a request goes.
 *
 * @param subject the registration id, group id or name it is about, else empty
 * @param idScope the device API's first segment, else empty
 * @param operationId of a {@link Operation#POLL}, else empty
 */
public record Route(Operation operation, String subject, String idScope, String operationId) {

  static Route to(Operation operation) {
    return new Route(operation, "", "", "");
  }

  static Route to(Operation operation, String subject) {
    return new Route(operation, subject, "", "");
  }
}
