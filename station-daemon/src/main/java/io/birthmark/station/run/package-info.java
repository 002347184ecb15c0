/**
 * Slots and runs: a device goes straight through, from being identified to a pass that is on the
 * disk.
 *
 * <p>{@link io.birthmark.station.run.Run} reads from top to bottom what happens to a device.
 * Nothing irreversible is done before the journal has the intent; PASS is said only after the
 * identity was read back and the enrollment is queued, on the disk. Whatever goes wrong ends in one
 * of four outcomes with a problem that says whose fault it is and what to do.
 */
@NullMarked
package io.birthmark.station.run;

import org.jspecify.annotations.NullMarked;
