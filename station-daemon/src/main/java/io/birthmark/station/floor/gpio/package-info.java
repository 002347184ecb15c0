/**
 * The lines of {@code floor} by Pi4J 2.8 and its gpiod provider; the only package that knows Pi4J,
 * loaded when a button or a lamp is configured and a chip is there. What that library does
 * unexpectedly, and what is done about it:
 *
 * <ul>
 *   <li>The automatic context takes mock providers on a board it does not know, and all seems well.
 *       So the context is built of the two gpiod providers by name ({@code Pi4jLines}).
 *   <li>Building succeeds without a chip, without permission and on a foreign board; what fails is
 *       the first line, with a message that talks of a missing jar. So {@code Chips} looks at all
 *       three first and says which it is; Pi4J is then not even loaded.
 *   <li>Its native part is for ARM only, and the board is checked by {@code /proc/device-tree},
 *       which a sandbox with {@code ProcSubset=pid} has not: the same file below {@code /sys} is
 *       named to it.
 *   <li>Listeners run on the thread that watches the line, edges that queued meanwhile come
 *       afterwards without debouncing, and the kernel keeps sixteen. So there is no listener:
 *       levels are sampled and debounced in {@code floor.Button}.
 *   <li>An input whose chip was taken away is silent for ever. A sampled level throws instead.
 *   <li>A line that is held by another program throws, and may be asked for again in the same
 *       context; a chip that was away needs a new context, after the old one was shut down.
 *   <li>The end of the JVM leaves lamps as they are: the shutdown hook is off by default, and on it
 *       would race with the runs that are let come to their end. So the station puts the lamps out
 *       as the last thing it does, and {@code bin/birthmark-lamps-off} does when it no longer can.
 * </ul>
 */
@NullMarked
package io.birthmark.station.floor.gpio;

import org.jspecify.annotations.NullMarked;
