package io.birthmark.demo.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People at work while the station lives: one at each slot, who provisions, looks whether it is the
 * same again, voids and begins anew; and one who looks after queue and quarantine.
 */
final class Shift {
  private static final JsonNode NOTHING = JsonNodeFactory.instance.arrayNode();

  /** Above the numbers that a product's range gives out, for serials are unique in a plant. */
  private static final int FIRST_LABEL = 500_000;

  private static final int LATEST_START = 400;
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(120);

  private final StationProcess station;
  private final AtomicInteger serials;
  private final List<Said> said = Collections.synchronizedList(new ArrayList<>());
  private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> answered = Collections.synchronizedMap(new HashMap<>());
  private volatile boolean over;

  /**
   * A shift.
   *
   * @param serials the number on the last label that was printed
   */
  Shift(StationProcess station, AtomicInteger serials) {
    this.station = station;
    this.serials = serials;
  }

  List<Said> said() {
    return List.copyOf(said);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  void found(Finding finding) {
    findings.add(finding);
  }

  /** How many runs in this slot came to an answer. */
  int answered(String slot) {
    return answered.getOrDefault(slot, 0);
  }

  /**
   * Works until everything is done or the station is dead.
   *
   * @param lead whoever works here makes a whole first run at once
   */
  void work(List<Place> places, Place lead, Random random) throws InterruptedException {
    List<Thread> people = new ArrayList<>();
    for (Place place : places) {
      Random own = new Random(random.nextLong());
      people.add(started("at slot " + place.slot(), () -> workAt(place, place == lead, own)));
    }
    Thread operator = started("operator", this::operate);
    for (Thread person : people) {
      await(person);
    }
    over = true;
    await(operator);
  }

  private static Thread started(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void await(Thread person) throws InterruptedException {
    person.join(PATIENCE_MILLIS);
    if (person.isAlive()) {
      findings.add(Finding.stranded("whoever works " + person.getName() + " has no answer"));
      station.kill();
      person.join();
    }
  }

  private void workAt(Place place, boolean leads, Random random) {
    if (!leads) {
      pause(random.nextInt(LATEST_START));
    }
    boolean anew = place.board().passed() && (leads || random.nextInt(5) < 2);
    boolean going = !(anew || place.board().voiding()) || retire(place);
    going = going && provision(place, random);
    for (int more = leads ? 1 : random.nextInt(2); going && more > 0; more--) {
      going = (random.nextBoolean() || retire(place)) && provision(place, random);
    }
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A run; false when the station died before its answer. */
  boolean provision(Place place, Random random) {
    Board board = place.board();
    if (place.scans() && board.label().isEmpty()) {
      board.label(nextLabel(board, random));
    }
    Arguments arguments = Arguments.none().with("slot", place.slot());
    Optional<Answer> heard =
        station.ask(
            "provision", place.scans() ? arguments.with("serial", board.label()) : arguments);
    heard.ifPresent(answer -> ran(place, answer));
    return heard.isPresent();
  }

  private String nextLabel(Board board, Random random) {
    // Now and then the label of the identity that was voided is used again.
    return board
        .labelBefore()
        .filter(label -> random.nextInt(4) == 0)
        .orElseGet(() -> Integer.toString(FIRST_LABEL + serials.incrementAndGet()));
  }

  /** Has the device in this slot finished, whatever became of it before. */
  void finish(Place place) {
    Random random = new Random(0);
    boolean unused = !(place.board().voiding() && !retire(place)) && provision(place, random);
  }

  private void ran(Place place, Answer answer) {
    Board board = place.board();
    JsonNode document = answer.document();
    answered.merge(place.slot(), 1, Integer::sum);
    place.wire().ifPresent(Wire::answered);
    if (!document.path("outcome").asText().equals("PASS")) {
      findings.add(
          Finding.stranded(
              board + " does not pass in slot " + place.slot() + ": " + answer.text()));
      return;
    }
    String serial = document.path("serial").asText();
    if (board.label().filter(label -> !label.equals(serial)).isPresent()) {
      findings.add(Finding.lost(board + " was given another identity, serial " + serial));
    }
    board.passed(serial);
    said.add(new Said(place.slot(), Said.PASS, serial, document.path("registrationId").asText()));
  }

  /** Voids the device's identity; false when the station died before its answer. */
  private boolean retire(Place place) {
    Board board = place.board();
    String serial = board.label().orElseThrow();
    board.askedToVoid();
    Optional<Answer> heard =
        station.ask(
            "void", Arguments.none().with("serial", serial).with("reason", "the next device"));
    heard.ifPresent(
        answer -> {
          if (answer.exitCode() != 0) {
            findings.add(Finding.stranded(board + " cannot be voided: " + answer.text()));
          }
          board.voided();
          said.add(new Said(place.slot(), Said.VOID, serial, ""));
        });
    return heard.isPresent();
  }

  private void operate() {
    while (!over && station.isAlive()) {
      boolean unused = upload("2");
      look("status");
      retryQuarantined();
      pause(50);
    }
  }

  /** Whether everything has gone out. */
  boolean upload(String seconds) {
    return station
        .ask("upload", Arguments.none().with("seconds", seconds))
        .filter(answer -> answer.exitCode() == 0)
        .isPresent();
  }

  /** What the station says of itself; empty when it is dead. */
  Optional<JsonNode> look(String verb) {
    Optional<Answer> heard = station.ask(verb, Arguments.none());
    heard
        .filter(answer -> answer.exitCode() != 0)
        .ifPresent(
            answer -> findings.add(Finding.stranded(verb + " has no answer: " + answer.text())));
    return heard.map(Answer::document);
  }

  /** How many had to be tried again. */
  int retryQuarantined() {
    int tried = 0;
    for (JsonNode entry :
        look("quarantine list").map(json -> json.path("quarantined")).orElse(NOTHING)) {
      Optional<Answer> unused =
          station.ask("quarantine retry", Arguments.none().with("id", entry.path("id").asText()));
      tried++;
    }
    return tried;
  }
}
