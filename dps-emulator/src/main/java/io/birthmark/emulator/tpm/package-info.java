/**
 * The service's side of TPM attestation, in plain Java: reading a TPM's public keys and building
 * the blob that only the TPM which holds both the endorsement key and the storage root key can
 * open. No TPM is needed to build it.
 */
@NullMarked
package io.birthmark.emulator.tpm;

import org.jspecify.annotations.NullMarked;
