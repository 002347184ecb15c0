/**
 * The station as people on the line meet it: a button, three lamps and a sound at each slot, and a
 * scanner. Whatever is pressed or scanned goes the way of every other trigger, through {@link
 * io.birthmark.station.run.Slots}; whoever started a run, its slot's lamps show it.
 *
 * <p>From the inside out: {@link io.birthmark.station.floor.SlotState} is what a slot is doing, as
 * types whose methods are the only steps there are. {@link
 * io.birthmark.station.floor.FloorLanguage} says which lamps that is, and {@link
 * io.birthmark.station.floor.LampPattern} when such a lamp is lit: functions of a state and of
 * time, so that a test reads a blink off a clock it moves by hand. {@link
 * io.birthmark.station.floor.Panel} is one slot's front; it makes out of presses, scans and ends of
 * runs the next state. {@link io.birthmark.station.floor.Panels} is the one thread that carries all
 * this: it samples the buttons, hears of runs, and sets the lamps.
 *
 * <p>Buttons are sampled, not listened to. The library below calls listeners on the thread that
 * watches the line, replays edges that waited there without debouncing them, and drops those that
 * found no room; a level read every ten milliseconds knows none of this, and a read that fails is
 * how a chip that was taken away is noticed.
 *
 * <p>The hardware is behind {@link io.birthmark.station.floor.Lines}; {@code floor.gpio} makes it
 * of Pi4J and is the only package that knows it. {@code floor.scanner} reads scanners, {@code
 * floor.kernel} is the door to the kernel's device files. None of them is loaded by a station that
 * has neither buttons nor lamps nor scanner.
 */
@NullMarked
package io.birthmark.station.floor;

import org.jspecify.annotations.NullMarked;
