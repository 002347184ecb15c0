package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.time.ClockWatch;
import io.birthmark.station.time.StationClock;
import java.util.Optional;

/**
 * The station's time, for {@code clock confirm}, {@code status} and {@code doctor}.
 *
 * @param clock what everything goes by
 */
public record ClockVerbs(StationClock clock, ClockWatch watch) {

  /** A person says that the time is right, with a name and a reason in the journal. */
  Verb confirm() {
    return new SimpleVerb(
        "clock confirm",
        (arguments, caller) -> {
          String reason = arguments.required("reason");
          if (!watch.confirm(caller.who(), reason)) {
            return Answer.problem(clock.objection().orElseThrow());
          }
          return Answer.done(json(), "The time is " + clock.instant() + ", and is trusted.");
        });
  }

  /** For {@code status}. */
  ObjectNode json() {
    Optional<Problem> objection = clock.objection();
    ObjectNode json =
        Answer.object().put("now", clock.instant().toString()).put("trusted", objection.isEmpty());
    objection.ifPresent(problem -> json.set("problem", Answer.json(problem)));
    return json;
  }

  Finding finding() {
    return clock
        .objection()
        .map(problem -> Finding.red("clock", problem))
        .orElseGet(
            () ->
                Finding.green(
                    "clock",
                    "It is "
                        + clock.instant()
                        + (clock.synchronised()
                            ? ", synchronised."
                            : ", not synchronised, but after all that the journal has.")));
  }
}
