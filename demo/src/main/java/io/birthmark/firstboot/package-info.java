/**
 * The device at its first boot, weeks later, at the customer's: it reads the identity record that
 * the station left in its TPM and registers itself with nothing else.
 *
 * <p>A stand-in for the device's own software; it shares the way to the TPM with the station, and
 * nothing that the station knows.
 */
@NullMarked
package io.birthmark.firstboot;

import org.jspecify.annotations.NullMarked;
