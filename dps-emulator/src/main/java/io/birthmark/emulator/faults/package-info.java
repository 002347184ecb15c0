/** Failures on purpose: drawn from a seeded chance ({@code --faults}) or ordered by a test. */
@NullMarked
package io.birthmark.emulator.faults;

import org.jspecify.annotations.NullMarked;
