/**
 * The emulator's specification, a class for each feature. Everything goes through real TLS; the
 * support classes share no code with the emulator, so that a mistake in it is not made twice.
 */
@NullMarked
package io.birthmark.emulator;

import org.jspecify.annotations.NullMarked;
