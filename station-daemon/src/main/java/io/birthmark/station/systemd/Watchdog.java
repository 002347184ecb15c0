package io.birthmark.station.systemd;

import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says {@code WATCHDOG=1} twice within the time that the service manager grants
 * (sd_watchdog_enabled(3)), and only while every pulse beats. When one does not, it is silent: the
 * manager then ends the process and starts it again, and what was under way is resumed from the
 * journal.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final Duration interval;
  private final List<Pulse> pulses;
  private final ServiceManager manager;
  private final Thread thread = new Thread(this::run, "watchdog");
  private boolean silent;

  private Watchdog(Duration interval, List<Pulse> pulses, ServiceManager manager) {
    this.interval = interval;
    this.pulses = List.copyOf(pulses);
    this.manager = manager;
  }

  /** Begins, if the service manager waits for it; empty when it does not. */
  public static Optional<Watchdog> start(
      Map<String, String> environment, List<Pulse> pulses, ServiceManager manager) {
    Optional<Watchdog> watchdog =
        granted(environment, ProcessHandle.current().pid())
            .map(time -> new Watchdog(time.dividedBy(2), pulses, manager));
    watchdog.ifPresent(
        started -> {
          started.thread.setDaemon(true);
          started.thread.start();
        });
    return watchdog;
  }

  /**
   * How long the manager waits for a sign of this process.
   *
   * @param pid {@code WATCHDOG_PID} names the process that is meant; a child that has inherited the
   *     environment is not
   */
  static Optional<Duration> granted(Map<String, String> environment, long pid) {
    Optional<Long> micros = number(environment, "WATCHDOG_USEC").filter(time -> time > 0);
    boolean meant = number(environment, "WATCHDOG_PID").map(named -> named == pid).orElse(true);
    return meant ? micros.map(time -> Duration.ofNanos(time * 1000)) : Optional.empty();
  }

  private static Optional<Long> number(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong);
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(interval.toMillis());
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: the station is ending.
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    String stuck = stuck(pulses);
    if (stuck.isEmpty()) {
      manager.alive();
      if (silent) {
        LOG.warn("everything turns again");
      }
    } else if (!silent) {
      LOG.error("stuck, so the watchdog is not answered any more: {}{}", stuck, threads());
      manager.status(
          "Stuck: " + stuck + ". The service manager is about to start the station again.");
    }
    silent = !stuck.isEmpty();
  }

  /** Where the station's threads stand, for whoever looks for the cause when they are gone. */
  private static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              boolean ours =
                  Arrays.stream(stack).anyMatch(at -> at.getClassName().startsWith("io.birthmark"));
              if (ours && thread != Thread.currentThread()) {
                text.append("\n\"")
                    .append(thread.getName())
                    .append("\" ")
                    .append(thread.getState());
                Arrays.stream(stack).forEach(at -> text.append("\n    at ").append(at));
              }
            });
    return text.toString();
  }

  /** What does not turn, and for how long; empty when all is well. */
  static String stuck(List<Pulse> pulses) {
    return pulses.stream()
        .flatMap(
            pulse ->
                pulse.overdue().stream()
                    .map(silent -> pulse.name() + " for " + silent.toSeconds() + " s"))
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
