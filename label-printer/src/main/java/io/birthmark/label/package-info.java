/**
 * A label: its template, its ZPL, its picture.
 *
 * <p>{@link io.birthmark.label.LabelTemplate} is ZPL as label designers export it, with fields such
 * as <code>${serial}</code>. It is read once, when the configuration is: what is wrong with it is
 * said then, not at the line. Filled with a device's values it gives a {@link
 * io.birthmark.label.Label}: the bytes for the printer, the picture of the same, and the texts of
 * its barcodes, which a scan is compared with. A value that does not fit gives none.
 *
 * <p>The picture is drawn here, without a font or a window system of the machine's: it is the same
 * on every station. It understands the commands that {@code docs/labels.md} lists.
 *
 * <p>Printers are in {@code printer}.
 */
@NullMarked
package io.birthmark.label;

import org.jspecify.annotations.NullMarked;
