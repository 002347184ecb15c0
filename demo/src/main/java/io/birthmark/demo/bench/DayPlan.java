package io.birthmark.demo.bench;

import java.util.Set;

/**
 * What a day's work is. Hours count from 0; a turn is what is done between two looks at the daemon.
 *
 * @param turns in an hour
 * @param devices new ones in a turn
 */
record DayPlan(int turns, int devices) {
  static final int HOURS = 24;

  /** The service cannot be reached while the work of these hours is done. */
  static final Set<Integer> AWAY = Set.of(9, 17);

  /** At these the configuration is changed and read again: a shift begins. */
  static final Set<Integer> RELOADS = Set.of(6, 14, 22);

  /** In this one a copy of the journal is made. */
  static final int BACKUP = 3;

  /** So many TPMs come by in an hour, and all of them again in the next. */
  int devicesAnHour() {
    return turns * devices;
  }

  int allDevices() {
    return HOURS * devicesAnHour();
  }

  boolean comesBack(int hour) {
    return hour > 0 && AWAY.contains(hour - 1) && !AWAY.contains(hour);
  }
}
