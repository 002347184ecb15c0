/**
 * Devices that are software: swtpm behind the same sockets and tools as the real thing. Used by
 * this module's tests and by the demo line.
 */
@NullMarked
package io.birthmark.hsm.simulated;

import org.jspecify.annotations.NullMarked;
