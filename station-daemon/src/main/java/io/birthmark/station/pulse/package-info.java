/**
 * Signs of life. A loop that must turn as long as the station is well has a {@link
 * io.birthmark.station.pulse.Pulse}, and beats it at every turn; before something that may
 * legitimately take long it says so. Whoever watches (see {@code systemd}) asks which pulse is
 * overdue, and never needs to know what the loop does.
 */
@NullMarked
package io.birthmark.station.pulse;

import org.jspecify.annotations.NullMarked;
