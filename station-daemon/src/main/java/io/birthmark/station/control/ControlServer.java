package io.birthmark.station.control;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Caller;
import io.birthmark.station.verb.Verbs;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes verbs from the control socket; a thread a caller, as there are few.
 *
 * <p>The thread that takes them beats a pulse. It waits with a selector and a time limit, and not
 * in {@code accept()}, out of which nothing comes while nobody calls: so the thread itself shows
 * that it still turns. A caller of our own who knocks now and then would show the same only
 * together with a thread to knock, a thread to answer, and a line in the log for each that failed.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private static final Duration TURN = Duration.ofSeconds(5);

  /** A turn takes milliseconds, and begins every few seconds. */
  private static final Duration TURN_LIMIT = Duration.ofSeconds(15);

  /** Where callers cannot be taken, as without a free file descriptor, not to try without end. */
  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(200);

  private final Path socket;
  private final Verbs verbs;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final Turning turning;
  private final Set<SocketChannel> callers = ConcurrentHashMap.newKeySet();
  private final Phaser working = new Phaser(1);

  /**
   * How the thread that takes callers turns.
   *
   * @param turn how long it waits for one before it begins anew
   * @param threads makes a thread for each caller
   */
  record Turning(Pulse pulse, Duration turn, ThreadFactory threads) {
    static Turning usual() {
      return new Turning(
          new Pulse("control socket", TURN_LIMIT),
          TURN,
          work -> {
            Thread thread = new Thread(work, "control caller");
            thread.setDaemon(true);
            return thread;
          });
    }
  }

  private ControlServer(
      Path socket, Verbs verbs, ServerSocketChannel server, Selector selector, Turning turning) {
    this.socket = socket;
    this.verbs = verbs;
    this.server = server;
    this.selector = selector;
    this.turning = turning;
  }

  /**
   * Starts listening. The caller owns the state directory, so a socket that is already there was
   * left by a process that died.
   *
   * @throws StorageException when there can be no socket at that path
   */
  public static ControlServer start(Path socket, Verbs verbs) {
    return start(socket, verbs, Turning.usual());
  }

  static ControlServer start(Path socket, Verbs verbs, Turning turning) {
    try {
      if (socket.getParent() != null) {
        Files.createDirectories(socket.getParent());
      }
      removeLeftOver(socket);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
      Selector selector = Selector.open();
      SelectableChannel waiting = server.configureBlocking(false);
      SelectionKey unused = waiting.register(selector, SelectionKey.OP_ACCEPT);
      ControlServer control = new ControlServer(socket, verbs, server, selector, turning);
      Thread thread = new Thread(control::accept, "control");
      thread.setDaemon(true);
      thread.start();
      return control;
    } catch (IOException e) {
      throw new StorageException(
          Problem.ofStation(
              "control.socket",
              "The control socket " + socket + " cannot be made: " + e + ".",
              "Create its directory for the station's user, or correct [station] control."),
          e);
    }
  }

  private static void removeLeftOver(Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new FileAlreadyExistsException(socket.toString(), null, "it is not a socket");
      }
      Files.delete(socket);
    }
  }

  /** The sign of life of the thread that takes callers. */
  public Pulse pulse() {
    return turning.pulse();
  }

  private void accept() {
    try {
      while (server.isOpen()) {
        turning.pulse().beat();
        turn();
      }
    } catch (ClosedSelectorException e) {
      LOG.debug("the control socket is closed");
    } finally {
      // Told to take no more, it need not turn; ended by anything else, it shall be missed.
      if (!server.isOpen()) {
        turning.pulse().rest();
      }
    }
  }

  private void turn() {
    try {
      int unused = selector.select(turning.turn().toMillis());
      selector.selectedKeys().clear();
      Optional.ofNullable(server.accept()).ifPresent(this::take);
    } catch (ClosedChannelException e) {
      LOG.debug("the control socket is closed");
    } catch (IOException e) {
      LOG.warn("a caller could not be taken at the control socket", e);
      LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
    }
  }

  private void take(SocketChannel caller) {
    callers.add(caller);
    turning.threads().newThread(() -> serve(caller)).start();
  }

  private void serve(SocketChannel channel) {
    try (channel;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        BufferedWriter out =
            new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
      String who = "user:" + channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      SocketCaller caller = new SocketCaller(out, who, new AtomicBoolean());
      String request = readLine(in);
      if (working.register() < 0) {
        return;
      }
      try {
        caller.send(Frames.answer(answer(request, caller)));
      } finally {
        int unused = working.arriveAndDeregister();
      }
    } catch (IOException | UncheckedIOException e) {
      // Whoever asked is gone; what was asked for is done or undone all the same.
      LOG.info("a caller left the control socket before its answer: {}", e.getMessage());
    } finally {
      callers.remove(channel);
    }
  }

  private Answer answer(String line, Caller caller) {
    try {
      Frames.Request request = Frames.parseRequest(line);
      return verbs.carryOut(request.verb(), request.arguments(), caller);
    } catch (IllegalArgumentException e) {
      return Answer.wrongUse(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("a verb met a defect of the station", e);
      return Answer.problem(
          Problem.ofStation(
              "station.defect",
              "The station met something it has no words for ("
                  + e.getClass().getSimpleName()
                  + ").",
              "Call the engineer; the log has the details. Please report it with them."));
    }
  }

  private static String readLine(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
      if (line.length() > Frames.LONGEST_REQUEST) {
        throw new IOException("a request that does not end");
      }
    }
    return line.toString();
  }

  private record SocketCaller(BufferedWriter out, String who, AtomicBoolean left)
      implements Caller {
    void send(String frame) {
      try {
        out.write(frame);
        out.newLine();
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A run goes on when nobody watches it any more. */
    @Override
    public void progress(String note) {
      try {
        send(Frames.progress(note));
      } catch (UncheckedIOException e) {
        LOG.debug("nobody watches the progress any more", e);
        left.set(true);
      }
    }

    @Override
    public boolean stillWaits() {
      return !left.get();
    }

    @Override
    public void line(String line) {
      send(Frames.line(line));
    }
  }

  /** Takes no more callers; those that are being served go on. */
  public void refuse() {
    try {
      server.close();
      // A channel that somebody selects on is not gone before the selector is.
      selector.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("the control socket could not be removed", e);
    }
  }

  /** Lets the verbs under way come to their answers, for as long as {@code grace}. */
  public void finish(Duration grace) {
    int phase = working.arriveAndDeregister();
    try {
      int unused = working.awaitAdvanceInterruptibly(phase, grace.toMillis(), MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("a verb is left in the middle; what it did is in the journal");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    refuse();
    try {
      for (SocketChannel caller : callers) {
        caller.close();
      }
    } catch (IOException e) {
      LOG.warn("a caller could not be hung up on", e);
    }
  }
}
