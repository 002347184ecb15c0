/**
 * The durable record of this station: runs, devices, events, and the queue of what the enrollment
 * service is to be told. Always local, never rewritten.
 *
 * <p>The order a run keeps:
 *
 * <ol>
 *   <li>{@link io.birthmark.station.journal.Journal#begin}: the intent is on the disk, the names
 *       and a piece of the work order are reserved. Only now may anything irreversible happen to
 *       the device.
 *   <li>{@link io.birthmark.station.journal.Journal#certified} or {@link
 *       io.birthmark.station.journal.Journal#claimed}, for a device that gets a certificate or a
 *       key from the station: the certificate, its key and the hardware are on the disk and nobody
 *       else's. Only now may certificate or key reach the device.
 *   <li>{@link io.birthmark.station.journal.Journal#pass}: the identity was read back; results,
 *       ledger and the queued enrollment become true together. Only now may a lamp turn green.
 *   <li>or {@link io.birthmark.station.journal.Journal#end}: it did not work; what was touched
 *       stays reserved, so that the same device can continue.
 * </ol>
 *
 * <p>That is two commits a device, three with a certificate; the enrollment costs two more for each
 * batch. A claim costs a commit only if it says something new: for a token that was blank. A run
 * that was never begun, because the device was refused or everything was already so, is one commit.
 *
 * <p>A crash between two of these harms nobody. After an intent, the device continues with the same
 * identity. After a certificate was written down and before the device has it, the certificate is
 * in no device, the device's next run asks for another one, and both are on record. A blank token
 * that was begun has no name yet, so which token continues cannot be told; but nothing in any token
 * bears the identity before the claim, so whichever comes first and is claimed has it, and the
 * other one is refused by its serial.
 *
 * <p>Every change writes its line in {@code events} in the same transaction, through {@code
 * EventLog}. Each event carries a hash of its own {@code EventText} and of the hash before it;
 * {@link io.birthmark.station.journal.Chain} walks it and says where it was tampered with.
 */
@NullMarked
package io.birthmark.station.journal;

import org.jspecify.annotations.NullMarked;
