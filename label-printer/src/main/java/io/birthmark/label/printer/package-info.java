/**
 * Printers, and what they say.
 *
 * <p>A {@link io.birthmark.label.printer.Printer} is asked how it is, and prints; <em>printed</em>
 * means that it said so after the paper moved, not that bytes were sent. What cannot be known is
 * {@link io.birthmark.label.printer.Printing.Unknown}, and nobody prints again on that alone.
 */
@NullMarked
package io.birthmark.label.printer;

import org.jspecify.annotations.NullMarked;
