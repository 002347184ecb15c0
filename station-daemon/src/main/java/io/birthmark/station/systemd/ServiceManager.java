package io.birthmark.station.systemd;

import java.util.Map;
import java.util.Optional;

/** Who started this service and wants to know how it is. */
public interface ServiceManager {

  /** Whether there is one. */
  boolean listens();

  /** It is in service, for the first time or again after {@link #reloading}. */
  void ready(String status);

  /** How it is, in a line for people. */
  void status(String status);

  /** It takes its configuration over anew; ends with {@link #ready}. */
  void reloading(String status);

  /** It has begun to end. */
  void stopping(String status);

  /** It is alive, see {@link Watchdog}. */
  void alive();

  /** The one that the environment names; without one that can be reached, nobody is told. */
  static ServiceManager of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
        .filter(address -> !address.isBlank())
        .flatMap(NotifySocket::at)
        .orElseGet(ServiceManager::none);
  }

  /** Nobody. */
  static ServiceManager none() {
    return new ServiceManager() {
      @Override
      public boolean listens() {
        return false;
      }

      @Override
      public void ready(String status) {}

      @Override
      public void status(String status) {}

      @Override
      public void reloading(String status) {}

      @Override
      public void stopping(String status) {}

      @Override
      public void alive() {}
    };
  }
}
