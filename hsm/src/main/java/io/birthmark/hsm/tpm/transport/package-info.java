/**
 * The way to a TPM: one method, {@link io.birthmark.hsm.tpm.transport.TpmTransport#send}, and what
 * must be true of every way, whichever it is.
 *
 * <p>{@link io.birthmark.hsm.tpm.transport.TpmAddress} tells the ways apart and opens them. Around
 * each one stand, from the outside in: a meter (commands and time), the retry of the codes that ask
 * for it, and a time limit.
 */
@NullMarked
package io.birthmark.hsm.tpm.transport;

import org.jspecify.annotations.NullMarked;
