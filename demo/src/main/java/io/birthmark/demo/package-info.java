/**
 * A whole line in one process: devices with software TPMs, an emulated enrollment service, the
 * station, and each device's first boot. The parts are the real ones; only the hardware and the
 * cloud are not.
 */
@NullMarked
package io.birthmark.demo;

import org.jspecify.annotations.NullMarked;
