/**
 * What time it is, and whether that can be true. A box without a battery wakes up in 1970, or at
 * the moment of its last stop; tokens and certificates made then are good for nothing, and a
 * journal written then is out of order.
 *
 * <p>{@link io.birthmark.station.time.StationClock} is the clock that every other room is given. It
 * judges the system's at each look, and while that cannot be trusted it tells the earliest time it
 * can be instead, so that everything that only needs an order goes on. {@link
 * io.birthmark.station.time.ClockWatch} writes each loss and return of trust into the journal.
 * {@code docs/operating.md} tells it to people.
 */
@NullMarked
package io.birthmark.station.time;

import org.jspecify.annotations.NullMarked;
