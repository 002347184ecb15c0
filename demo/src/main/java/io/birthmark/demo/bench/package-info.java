/**
 * Measures the station beside what it is compared to, in one run on one machine: {@code make
 * bench}. What the figures mean is in {@code docs/speed.md}.
 *
 * <p>One {@link io.birthmark.demo.bench.Measurement} answers one question and knows nothing of the
 * others; {@link io.birthmark.demo.bench.Workbench} lends it TPMs and folders. A measurement that
 * cannot be made here says why; its figures are then left out in plain sight.
 */
@NullMarked
package io.birthmark.demo.bench;

import org.jspecify.annotations.NullMarked;
