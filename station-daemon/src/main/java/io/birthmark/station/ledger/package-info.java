/**
 * What must be unique: serial, registration ID, element (a TPM by its EK, a token by its maker's
 * serial number) and certified key. Who asks first, has it; the second is told whose it is. And
 * what is counted: a device that is new takes a piece of its product's work order together with its
 * names, and gives it back together with them, so that an order can never have more pieces than its
 * quantity.
 *
 * <p>The journal says what happened at this station; the ledger says what is taken now. Today it is
 * a table in the same file and takes part in the journal's transactions ({@link
 * io.birthmark.station.ledger.LocalLedger}). A plant with many stations will share one, which is
 * why {@link io.birthmark.station.ledger.Ledger} is an interface, with a conformance suite that
 * every implementation runs.
 */
@NullMarked
package io.birthmark.station.ledger;

import org.jspecify.annotations.NullMarked;
