package io.birthmark.station.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sd_notify(3): assignments, a line each, in one datagram. Who does not listen is not waited for,
 * and a service manager that is away stops no line: what could not be said is logged.
 */
final class NotifySocket implements ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

  private static final int LONGEST_STATUS = 500;

  private final UnixAddress address;
  private Optional<DatagramSocket> socket = Optional.empty();
  private boolean failed;

  private NotifySocket(UnixAddress address) {
    this.address = address;
  }

  /** Empty for an address of another kind, such as the vsock of a virtual machine's host. */
  static Optional<ServiceManager> at(String address) {
    try {
      return Optional.of(new NotifySocket(UnixAddress.parse(address)));
    } catch (IllegalArgumentException e) {
      LOG.warn("the service manager is not told: $NOTIFY_SOCKET is {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public void ready(String status) {
    send("READY=1\n" + statusLine(status));
  }

  @Override
  public void status(String status) {
    send(statusLine(status));
  }

  /** With the time: {@code Type=notify-reload} takes no message that is older than its signal. */
  @Override
  public void reloading(String status) {
    // On Linux this is CLOCK_MONOTONIC, which the manager goes by.
    long micros = System.nanoTime() / 1000;
    send("RELOADING=1\nMONOTONIC_USEC=" + micros + "\n" + statusLine(status));
  }

  @Override
  public void stopping(String status) {
    send("STOPPING=1\n" + statusLine(status));
  }

  @Override
  public void alive() {
    send("WATCHDOG=1");
  }

  /** A line end would begin another assignment. */
  private static String statusLine(String status) {
    String line = status.replaceAll("\\p{Cntrl}+", " ").strip();
    return "STATUS="
        + (line.length() > LONGEST_STATUS ? line.substring(0, LONGEST_STATUS) + "…" : line);
  }

  private synchronized void send(String message) {
    try {
      if (socket.isEmpty()) {
        socket = Optional.of(new DatagramSocket(address));
      }
      socket.get().send(message.getBytes(StandardCharsets.UTF_8));
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        LOG.warn("the service manager cannot be told at {}: {}", address, e.getMessage());
      }
      failed = true;
    }
  }
}
