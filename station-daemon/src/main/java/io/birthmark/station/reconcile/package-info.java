/**
 * The journal compared with the service, both ways, and mended where a person says so.
 *
 * <p>{@link io.birthmark.station.reconcile.Reconciliation} walks the service's list page by page
 * and looks each entry up in the journal ({@code Judgement}). What it keeps of a million entries is
 * one bit a device: seen or not, to be mended or not. What the journal calls enrolled and the list
 * did not show is missing.
 *
 * <p>The line goes on meanwhile, so that a page is old when it is read. Whatever looks wrong is
 * therefore looked at again, at the service and in the journal ({@code SecondLook}), before anybody
 * is told. A device whose enrollment is under way is no difference.
 *
 * <p>The calls are made in turn with the uploader's, within the same budget ({@code Questions}); no
 * answer means the same question again, so that throttling and cut connections cost time and
 * nothing else.
 *
 * <p>Repairs come after the report and start from what stands at the service then: what is missing
 * goes through the journal's queue, the others are changed under their ETag. Both are events with
 * the person's name.
 */
@NullMarked
package io.birthmark.station.reconcile;

import org.jspecify.annotations.NullMarked;
