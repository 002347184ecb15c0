package io.birthmark.demo.crash;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire from a slot to whichever TPM is in it. It counts the commands, and can cut the station
 * off at one of them.
 */
final class Wire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

  private static final int HEADER = 10;
  private static final int LONGEST = 1 << 16;

  /** EvictControl, NV_UndefineSpace, NV_DefineSpace, NV_Write, NV_WriteLock (TPM 2.0 Part 2). */
  private static final Set<Integer> CHANGING = Set.of(0x120, 0x122, 0x12a, 0x137, 0x138);

  private final ServerSocket server;
  private OptionalInt tpm = OptionalInt.empty();
  private Optional<Cut> cut = Optional.empty();
  private int commands;
  private int changes;
  private int connections;

  /** What is done at which command. */
  private record Cut(KillPoint at, Runnable kill) {}

  private Wire(ServerSocket server) {
    this.server = server;
  }

  static Wire open() throws IOException {
    Wire wire = new Wire(new ServerSocket(0, 4, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(wire::accept, "wire");
    thread.setDaemon(true);
    thread.start();
    return wire;
  }

  String address() {
    return "tcp:127.0.0.1:" + server.getLocalPort();
  }

  /** Another device is in the slot; nobody may be talking to the one before. */
  synchronized void put(TpmInside device) {
    tpm = OptionalInt.of(device.port());
    commands = 0;
    changes = 0;
    cut = Optional.empty();
  }

  synchronized void cutAt(KillPoint point, Runnable kill) {
    cut = Optional.of(new Cut(point, kill));
  }

  /** How many commands that outlive power-off were carried out since {@link #answered}. */
  synchronized int changes() {
    return changes;
  }

  /** A run has come to its answer. */
  synchronized void answered() {
    changes = 0;
  }

  /** Waits until the TPM has done what it was told and the wire is free. */
  synchronized void awaitQuiet() throws InterruptedException {
    while (connections > 0) {
      wait();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket station = server.accept();
        counted(1);
        Thread thread = new Thread(() -> carry(station), "wire carries");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        LOG.debug("the wire is closed, or whoever called has hung up already", e);
      }
    }
  }

  private synchronized void counted(int more) {
    connections += more;
    notifyAll();
  }

  private synchronized int port() {
    return tpm.orElseThrow();
  }

  private void carry(Socket station) {
    try (station;
        Socket device = new Socket(InetAddress.getLoopbackAddress(), port())) {
      station.setTcpNoDelay(true);
      device.setTcpNoDelay(true);
      DataInputStream fromStation = new DataInputStream(station.getInputStream());
      DataInputStream fromDevice = new DataInputStream(device.getInputStream());
      OutputStream toStation = station.getOutputStream();
      OutputStream toDevice = device.getOutputStream();
      while (true) {
        byte[] command = message(fromStation);
        int number = nextCommand();
        killAt(KillPoint.Kind.BEFORE_COMMAND, number);
        toDevice.write(command);
        byte[] response = message(fromDevice);
        done(command, response);
        killAt(KillPoint.Kind.AFTER_COMMAND, number);
        toStation.write(response);
      }
    } catch (IOException e) {
      LOG.debug("one end has hung up; that is how every connection ends", e);
    } finally {
      counted(-1);
    }
  }

  private static byte[] message(DataInputStream in) throws IOException {
    byte[] header = new byte[HEADER];
    in.readFully(header);
    int size = ByteBuffer.wrap(header).getInt(2);
    if (size < HEADER || size > LONGEST) {
      throw new IOException("a message of " + size + " bytes");
    }
    ByteBuffer message = ByteBuffer.allocate(size).put(header);
    in.readFully(message.array(), HEADER, size - HEADER);
    return message.array();
  }

  private synchronized int nextCommand() {
    return ++commands;
  }

  private synchronized void done(byte[] command, byte[] response) {
    boolean carriedOut = ByteBuffer.wrap(response).getInt(6) == 0;
    if (carriedOut && CHANGING.contains(ByteBuffer.wrap(command).getInt(6))) {
      changes++;
    }
  }

  private void killAt(KillPoint.Kind kind, int number) {
    Optional<Cut> now;
    synchronized (this) {
      now = cut.filter(one -> one.at().kind() == kind && one.at().number() == number);
    }
    now.ifPresent(one -> one.kill().run());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
