/**
 * What passes between the station and the service manager that started it. All of it is a datagram
 * to a UNIX socket, which the JDK cannot send; JNA calls {@code sendto} for us.
 *
 * <ul>
 *   <li>{@link io.birthmark.station.systemd.NotifySocket}: {@code READY=1}, {@code STATUS=…} and
 *       the others of sd_notify(3), to the socket that {@code $NOTIFY_SOCKET} names.
 *   <li>{@link io.birthmark.station.systemd.Watchdog}: {@code WATCHDOG=1}, only while every {@link
 *       io.birthmark.station.pulse.Pulse} beats. A timer that pings by itself would prove that a
 *       timer works.
 *   <li>{@link io.birthmark.station.systemd.JournalSocket}: a log entry with fields of its own, by
 *       journald's native protocol; {@link io.birthmark.station.systemd.JournalStream}: whether
 *       standard error ends in the journal, where a line begins with its priority, sd-daemon(3).
 * </ul>
 *
 * <p>Without systemd there is nobody to tell: {@code ServiceManager.none()} is silent, and JNA is
 * not loaded.
 */
@NullMarked
package io.birthmark.station.systemd;

import org.jspecify.annotations.NullMarked;
