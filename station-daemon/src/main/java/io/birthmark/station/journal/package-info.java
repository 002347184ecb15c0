/**
 * The durable record of this station: runs, devices, events, and the queue of what the enrollment
 * service is to be told. Always local, never rewritten.
 *
 * <p>The order a run keeps:
 *
 * <ol>
 *   <li>{@link io.birthmark.station.journal.Journal#begin}: the intent is on the disk, the names
 *       are reserved. Only now may anything irreversible happen to the device.
 *   <li>{@link io.birthmark.station.journal.Journal#pass}: the identity was read back; results,
 *       ledger and the queued enrollment become true together. Only now may a lamp turn green.
 *   <li>or {@link io.birthmark.station.journal.Journal#end}: it did not work; what was touched
 *       stays reserved, so that the same device can continue.
 * </ol>
 *
 * <p>That is two commits a device; the enrollment costs two more for each batch. A run that was
 * never begun, because the device was refused or everything was already so, is one commit.
 *
 * <p>Every change writes its line in {@code events} in the same transaction, through {@code
 * EventLog}, the one place to change when events become a chain.
 */
@NullMarked
package io.birthmark.station.journal;

import org.jspecify.annotations.NullMarked;
