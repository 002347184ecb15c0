package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * An answer as it came, of which nothing is believed yet.
 *
 * @param date the server's Date header, where it could be read
 * @param retryAfter the Retry-After header, word for word
 * @param requestId the service's name for the request
 * @param continuation where a list goes on
 */
record HttpAnswer(
    int status,
    Bytes body,
    Optional<Instant> date,
    Optional<String> retryAfter,
    Optional<String> requestId,
    Optional<String> continuation) {}
