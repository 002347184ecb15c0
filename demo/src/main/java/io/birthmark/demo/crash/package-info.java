/**
 * Kills the station's process again and again, and looks from outside whether its promises hold:
 * {@code make crash-test}.
 *
 * <p>A {@link io.birthmark.demo.crash.CrashTest} is made of rounds. A round begins with a new line
 * (fresh journal, fresh service, devices as their makers deliver them), starts and kills the real
 * daemon some twenty times while people work at its slots ({@code Shift}), then lets it live and
 * has every device finished ({@code Closing}). A round depends on the seed and its number alone, so
 * that one in which something was found is repeated without those before it.
 *
 * <p>When a kill comes is a {@code KillPoint}: at the n-th commit or in the middle of one (strace),
 * before or after the n-th command to a TPM ({@code Wire}, which stands between slot and device),
 * while the daemon starts, or at a random moment.
 *
 * <p>What is looked at is nothing of the station's own: the journal as {@code sqlite3} reads it
 * ({@code JournalView}), what the emulated service has put on its disk ({@code ServiceView}), a
 * device as tpm2-tools or pkcs11-tool show it ({@code Look}). {@code Audit} and {@code
 * ClosingAudit} compare these, and count what is lost, double or stranded.
 */
@NullMarked
package io.birthmark.demo.crash;

import org.jspecify.annotations.NullMarked;
