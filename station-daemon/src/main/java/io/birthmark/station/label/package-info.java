/**
 * The label of a device: one printer for all slots, each label written down before it is sent, none
 * sent twice by itself, and PASS, where the policy says so, only when it was scanned back.
 */
@NullMarked
package io.birthmark.station.label;

import org.jspecify.annotations.NullMarked;
