/**
 * Makes it seen when somebody changes the journal.
 *
 * <p>The journal's events are a chain of hashes ({@link io.birthmark.station.journal.Chain}), so
 * that a change in the middle breaks it. What the chain cannot show by itself is that its end is
 * missing, or that all of it was computed anew. For that there are heads:
 *
 * <ol>
 *   <li>a {@link io.birthmark.station.audit.Head} says how many events there are and what the last
 *       hash is;
 *   <li>the {@link io.birthmark.station.audit.Notary} has it signed by a key in the station's HSM
 *       once a day, at a stop, and when asked, and puts it as a {@link
 *       io.birthmark.station.audit.SignedHead} into a {@link
 *       io.birthmark.station.audit.HeadFolder}, from where the plant takes it off the box; the
 *       journal has an event of each;
 *   <li>the {@link io.birthmark.station.audit.Audit} walks the chain and holds it against all heads
 *       it is given.
 * </ol>
 *
 * <p>{@code docs/audit.md} says what this protects from and what not.
 */
@NullMarked
package io.birthmark.station.audit;

import org.jspecify.annotations.NullMarked;
