/**
 * Scanners that are keyboards: what they type is read from their own input device, which is held
 * for the station alone, so that a scan does not land in a console.
 *
 * <p>The way of a scan: {@link io.birthmark.station.floor.scanner.EvdevScanner} opens {@code
 * /dev/input/by-id/…} and takes it for itself; {@code InputEvents} cuts bytes into the kernel's
 * records, whose size depends on the machine; {@code ScanKeys} turns pressed keys into characters
 * of a US keyboard, and Enter into a {@link io.birthmark.station.floor.Scan}. {@link
 * io.birthmark.station.floor.scanner.ScannerWatch} does so for ever, also when the scanner is
 * unplugged and comes back; half a scan is then nobody's.
 */
@NullMarked
package io.birthmark.station.floor.scanner;

import org.jspecify.annotations.NullMarked;
