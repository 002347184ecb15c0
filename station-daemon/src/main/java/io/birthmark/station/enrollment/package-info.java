/**
 * Enrollment: telling a service about the devices that passed, in batches, now or when the network
 * is back.
 *
 * <p>{@link io.birthmark.station.enrollment.EnrollmentService} is what every cloud's client
 * implements, with answers that say what is known and what is not. {@link
 * io.birthmark.station.enrollment.Uploader} carries the journal's queue to it. Its one rule for
 * everything that may have happened or not: ask, never send blindly. What an answer does to an
 * intent:
 *
 * <ul>
 *   <li>accepted, or there already and the same: enrolled;
 *   <li>there already and different, or refused for what it is: quarantined, and the others of the
 *       batch go on;
 *   <li>the service is away, throttles, or does not let the station in: back to the queue;
 *   <li>no answer: it stays <em>sending</em> and the service is asked for it. Until it answers,
 *       nothing else is sent: a question now and then finds out when it is back.
 * </ul>
 *
 * <p>A second cloud is a package beside {@code dps}.
 */
@NullMarked
package io.birthmark.station.enrollment;

import org.jspecify.annotations.NullMarked;
