/**
 * Shared access signatures: the tokens both APIs are opened with, and the policies that say what a
 * key may do.
 *
 * <p>A signature covers the resource text exactly as the client wrote it. Clients write it
 * differently (escaped or not), so nothing here decodes before it verifies.
 */
@NullMarked
package io.birthmark.emulator.sas;

import org.jspecify.annotations.NullMarked;
