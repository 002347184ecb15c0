/**
 * The device API: a device proves who it is, is given a hub, and asks until the answer is final.
 */
@NullMarked
package io.birthmark.emulator.device;

import org.jspecify.annotations.NullMarked;
