/**
 * A small Azure IoT Hub Device Provisioning Service for demo, training and tests.
 *
 * <p>Start reading at {@link io.birthmark.emulator.DpsEmulator}: it puts the parts together in the
 * order in which a request meets them. {@code Front} is the door every request passes (request id,
 * faults, log line, error body); behind it stand two desks, {@code enrollment} for the service API
 * and {@code device} for the device API. They share the {@code enrollment.EnrollmentStore} and
 * nothing else. {@code sas} knows tokens, {@code tpm} the blob that only one TPM can open, {@code
 * tls} the certificates, {@code state} the files, {@code faults} what may go wrong on purpose.
 *
 * <p>The emulator shares no code with the station it is used to test: the two agree because both
 * follow the service's public REST description, or they do not agree and a test says so.
 */
@NullMarked
package io.birthmark.emulator;

import org.jspecify.annotations.NullMarked;
