/**
 * A device's TPM 2.0: what is in it, what an identity needs in it, and how to leave it.
 *
 * <p>Where things are, as the TCG profiles and the device SDKs of the service expect them: EK
 * (RSA-2048) at 0x81010001 by the TCG template, SRK at 0x81000001, the identity record in NV index
 * 0x01800100; where a product asks for them, a certified key at 0x81000101 with its chain in the
 * indices after the record's, or a derived symmetric key at 0x81000102. {@link
 * io.birthmark.hsm.tpm.TpmElement} reads from top to bottom what a run does: identify, plan, read
 * back, leave.
 *
 * <p>Structures and commands come from TSS.Java; {@link io.birthmark.hsm.tpm.TpmCommands} replaces
 * the parts of it that do not hold on a line (transport, errors on standard output, random numbers,
 * signature checks).
 */
@NullMarked
package io.birthmark.hsm.tpm;

import org.jspecify.annotations.NullMarked;
