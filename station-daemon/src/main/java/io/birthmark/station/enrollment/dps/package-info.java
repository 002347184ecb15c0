/**
 * The Azure IoT Hub Device Provisioning Service as an {@link
 * io.birthmark.station.enrollment.EnrollmentService}: service API version 2021-10-01 over HTTPS.
 *
 * <p>The only package that knows SAS tokens, ETags, error codes and the service's JSON. {@link
 * io.birthmark.station.enrollment.dps.DpsService} makes the calls, {@code Answers} reads what comes
 * back without trusting it, {@code DpsProblems} says it to people. Two traps are worth knowing:
 *
 * <ul>
 *   <li>A bulk call answers 200 although items failed, and an HTTP error leaves open whether
 *       anything was done unless it is 4xx.
 *   <li>Whether a lost connection lost the request or the answer cannot be seen from here, so it is
 *       always "unknown".
 * </ul>
 */
@NullMarked
package io.birthmark.station.enrollment.dps;

import org.jspecify.annotations.NullMarked;
