/**
 * What a power cut leaves on a disk. A kill cannot show it, for the kernel's page cache survives
 * the process; here the cache is lost as well.
 *
 * <p>The daemon runs under {@code strace}; {@link io.birthmark.powercut.TraceReader} turns the
 * trace into {@link io.birthmark.powercut.Call}s: what was written, made, renamed, removed and
 * synced in one directory, and what was sent to others. {@link io.birthmark.powercut.Disk} replays
 * the calls up to some moment. What had been synced by then is there after the cut; of the rest any
 * part may be there, a page, a sector or a directory entry at a time, however {@link
 * io.birthmark.powercut.Luck} has it.
 *
 * <p>What is assumed of a disk, as SQLite does: a synced sector stays, and a sector that is being
 * written is there as it was or as it will be.
 */
@NullMarked
package io.birthmark.powercut;

import org.jspecify.annotations.NullMarked;
