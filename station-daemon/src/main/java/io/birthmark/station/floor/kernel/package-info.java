/**
 * Device files that Java's own streams cannot serve: opened, asked by {@code ioctl}, and read with
 * a time limit, by the C library through JNA. The only package that knows JNA; it is loaded when a
 * scanner is configured, or when {@code doctor} asks a GPIO chip, and not before.
 *
 * <p>JNA unpacks its native part into {@code java.io.tmpdir}; where that is mounted noexec, {@code
 * -Djna.tmpdir=DIR} or an installed {@code libjnidispatch.so} with {@code
 * -Djna.boot.library.path=DIR} is the way.
 */
@NullMarked
package io.birthmark.station.floor.kernel;

import org.jspecify.annotations.NullMarked;
