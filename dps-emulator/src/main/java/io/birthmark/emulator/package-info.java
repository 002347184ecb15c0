/**
 * A small Azure IoT Hub Device Provisioning Service for demo, training and tests.
 *
 * <p>Start reading at {@link io.birthmark.emulator.DpsEmulator}: it puts the parts together in the
 * order in which a request meets them. {@code Front} is the door every request passes (request id,
 * faults, log line, error body); behind it stand three desks, {@code enrollment} for the service
 * API, {@code device} for the device API and {@code authority} for CA certificates. They share the
 * {@code store} and nothing else. {@code sas} knows tokens, {@code tpm} the blob that only one TPM
 * can open, {@code x509} the certificates of others, {@code tls} the emulator's own, {@code state}
 * the files, {@code faults} what may go wrong on purpose.
 *
 * <p>The emulator shares no code with the station it is used to test: the two agree because both
 * follow the service's public REST description, or they do not agree and a test says so.
 */
@NullMarked
package io.birthmark.emulator;

import org.jspecify.annotations.NullMarked;
