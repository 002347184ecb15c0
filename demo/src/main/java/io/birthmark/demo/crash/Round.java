package io.birthmark.demo.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A new line whose station is killed some times, and which then comes to its end. */
final class Round {
  private static final int SETTLING_TRIES = 30;

  /** So many places, the first ones, have a TPM behind a wire. */
  private static final int WIRED = 3;

  private final Line line;
  private final Tally tally;
  private final long seed;
  private final Random random;
  private final AtomicInteger serials = new AtomicInteger();
  private JournalView journal = JournalView.EMPTY;

  Round(Line line, Tally tally, long seed) {
    this.line = line;
    this.tally = tally;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Kills number {@code from} to {@code to}, both included. */
  void carryOut(int from, int to) throws IOException, InterruptedException {
    line.renew();
    line.startHostileService(seed);
    for (int kill = from; kill <= to; kill++) {
      life(kill);
    }
    close(to);
  }

  private void life(int kill) throws IOException, InterruptedException {
    KillPoint point = KillPoint.of(kill, random);
    List<Place> places = line.places();
    Place lead =
        point.onWire()
            ? places.get(kill % WIRED)
            : places.get((kill + kill / places.size()) % places.size());
    putIn();
    Random people = new Random(random.nextLong());
    try (StationProcess station = StationProcess.start(line, Optional.of(point))) {
      Shift shift = new Shift(station, serials);
      boolean hit = live(station, shift, point, lead, people);
      station.kill();
      if (!station.awaitKilled()) {
        tally.found(kill, Finding.stranded("the station ended by itself:\n" + station.log()));
      }
      for (Place place : places) {
        if (place.wire().isPresent()) {
          place.wire().get().awaitQuiet();
        }
      }
      shift.findings().forEach(finding -> tally.found(kill, finding));
      JournalView now = JournalView.read(line.journal());
      tally.killed(kill, point, now.lastEvent(), hit);
      lookIntoAll(places);
      List<Board> dead = deadTokens();
      List<Sight> sights = new ArrayList<>();
      for (Place place : places) {
        if (!dead.contains(place.board())) {
          sights.add(sight(place, shift));
        }
      }
      new Audit(journal, now, ServiceView.read(line.dps()), shift.said(), sights)
          .findings()
          .forEach(finding -> tally.found(kill, finding));
      journal = now;
      dead.forEach(this::scrap);
      line.replace(dead);
      for (Board board : dead) {
        Look unused = board.look();
      }
    }
  }

  /**
   * The software tokens that did not survive the kill. Of what was in them nobody can tell, so they
   * say nothing about the station: a log-in alone, which needs no intent, is enough to tear one.
   */
  private List<Board> deadTokens() throws IOException, InterruptedException {
    List<String> dead = TokenInside.removeDead(line.reader());
    line.reviveHsm(dead);
    List<Board> scrap = new ArrayList<>();
    for (Board board : line.boards()) {
      if (board.inside() instanceof TokenInside token) {
        if (board.seen().equals(Look.TORN)) {
          token.remove();
          scrap.add(board);
        } else if (!dead.isEmpty() && board.seen().equals(Look.BLANK)) {
          scrap.add(board);
        }
      }
    }
    tally.scrapped(scrap.size());
    return scrap;
  }

  /**
   * Whoever finds a dead device scraps it: its identity is voided, the next device is a new one.
   */
  private void scrap(Board board) {
    board.scrap(board.label().flatMap(journal::live).isPresent());
  }

  /** Slots A and B get two of the three devices that fit; the third one comes back another day. */
  private void putIn() {
    List<Board> drawer = new ArrayList<>(line.drawer());
    Collections.shuffle(drawer, random);
    for (Place place : line.places()) {
      place.put(place.keepsItsBoard() ? place.board() : drawer.remove(0));
    }
  }

  /** Lets it live until it is dead; false when its end has to come from here. */
  private boolean live(
      StationProcess station, Shift shift, KillPoint point, Place lead, Random people)
      throws InterruptedException, IOException {
    List<Place> places = line.places();
    lead.wire().filter(wire -> point.onWire()).ifPresent(wire -> wire.cutAt(point, station::kill));
    if (point.kind() == KillPoint.Kind.START) {
      killLater(station, point.number());
    }
    if (!station.awaitReady()) {
      return true;
    }
    if (JournalView.read(line.journal()).runs().stream().anyMatch(JournalView.Run::open)) {
      shift.found(Finding.stranded("a run is open before anybody works"));
    }
    if (point.byTracer()) {
      station.trace(point);
    }
    if (point.kind() == KillPoint.Kind.MOMENT) {
      killLater(station, point.number());
    }
    shift.work(places, lead, people);
    if (station.isAlive() && point.byTracer()) {
      boolean unused = shift.upload("2");
    }
    return !station.isAlive();
  }

  private static void killLater(StationProcess station, int millis) {
    Thread killer =
        new Thread(
            () -> {
              Shift.pause(millis);
              station.kill();
            },
            "killer");
    killer.setDaemon(true);
    killer.start();
  }

  /** All at once, for the programs that look take longer than anything else here. */
  private static void lookIntoAll(List<Place> places) throws IOException, InterruptedException {
    ExecutorService eyes = Executors.newFixedThreadPool(places.size());
    try {
      for (Future<Look> look :
          eyes.invokeAll(
              places.stream().<Callable<Look>>map(place -> place.board()::look).toList())) {
        Look unused = look.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a device cannot be looked at: " + e.getCause(), e);
    } finally {
      eyes.shutdown();
    }
  }

  private static Sight sight(Place place, Shift shift) {
    Board board = place.board();
    return new Sight(
        board.name(),
        board.label(),
        place.slot(),
        board.seenBefore(),
        board.seen(),
        shift.answered(place.slot()),
        place.wire().map(Wire::changes).orElse(0));
  }

  /** Faults stop, every device is put in once more, the queue goes out. */
  private void close(int kill) throws IOException, InterruptedException {
    line.stopService();
    line.startService(List.of());
    putIn();
    try (StationProcess station = StationProcess.start(line, Optional.empty())) {
      Shift shift = new Shift(station, serials);
      if (!station.awaitReady()) {
        tally.found(kill, Finding.stranded("the station does not start:\n" + station.log()));
        return;
      }
      for (Place place : line.places()) {
        shift.finish(place);
      }
      Place first = line.places().get(0);
      for (Board board : leftInTheDrawer()) {
        first.put(board);
        shift.finish(first);
      }
      settle(shift);
      shift
          .look("status")
          .map(Round::complaint)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> shift.found(Finding.stranded(text)));
      station.kill();
      boolean unused = station.awaitKilled();
      shift.findings().forEach(finding -> tally.found(kill, finding));
    }
    audit(kill);
  }

  private List<Board> leftInTheDrawer() {
    List<Board> inSlots = line.places().stream().map(Place::board).toList();
    return line.drawer().stream().filter(board -> !inSlots.contains(board)).toList();
  }

  private static void settle(Shift shift) {
    for (int tries = 0; tries < SETTLING_TRIES; tries++) {
      boolean empty = shift.upload("10");
      if (shift.retryQuarantined() == 0 && empty) {
        return;
      }
    }
  }

  /** What the station itself says is left; nothing should be. */
  private static String complaint(JsonNode status) {
    JsonNode backlog = status.path("backlog");
    return backlog.path("waiting").asInt() == 0 && backlog.path("quarantined").asInt() == 0
        ? ""
        : "the station says it is not done: " + backlog;
  }

  private void audit(int kill) throws IOException, InterruptedException {
    Map<String, Look> finished = new HashMap<>();
    for (Board board : line.boards()) {
      finished.put(board.label().orElse(board.name()), board.look());
    }
    JournalView now = JournalView.read(line.journal());
    ServiceView service = ServiceView.read(line.dps());
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new Audit(journal, now, service, List.of(), List.of()).findings());
    findings.addAll(new ClosingAudit(now, service, finished).findings());
    String integrity = JournalView.integrity(line.journal());
    if (!integrity.equals("ok")) {
      findings.add(Finding.lost("sqlite3 finds the journal damaged: " + integrity));
    }
    findings.forEach(finding -> tally.found(kill, finding));
    journal = now;
  }
}
