/**
 * The whole line, seen from outside: the real command line, the real station, real software TPMs
 * and the emulated service over TLS. What a device holds and what the service knows is judged by
 * tools that are not ours.
 */
@NullMarked
package io.birthmark.endtoend;

import org.jspecify.annotations.NullMarked;
