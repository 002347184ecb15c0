package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;

/**
 * What the enrollment service must know to recognise the device.
 *
 * @param evidence for {@link Attestation#TPM} the EK's TPM2B_PUBLIC, for {@link Attestation#X509}
 *     its own certificate in DER, for {@link Attestation#SYMMETRIC_KEY} nothing: the key is derived
 *     anew whenever it is needed; never a secret
 */
public record Proof(Attestation attestation, Bytes evidence) {}
