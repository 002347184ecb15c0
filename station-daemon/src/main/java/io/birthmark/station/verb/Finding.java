package io.birthmark.station.verb;

import io.birthmark.hsm.Problem;
import java.util.Optional;

/**
 * One line of the doctor's.
 *
 * @param subject what was looked at
 * @param says what was found, a sentence
 * @param problem what to do about it, unless it is well
 */
public record Finding(String subject, Colour colour, String says, Optional<Problem> problem) {

  /** Green: well. Amber: works, but look. Red: does not work. */
  public enum Colour {
    GREEN,
    AMBER,
    RED
  }

  public static Finding green(String subject, String says) {
    return new Finding(subject, Colour.GREEN, says, Optional.empty());
  }

  public static Finding amber(String subject, Problem problem) {
    return new Finding(subject, Colour.AMBER, problem.sentence(), Optional.of(problem));
  }

  public static Finding red(String subject, Problem problem) {
    return new Finding(subject, Colour.RED, problem.sentence(), Optional.of(problem));
  }
}
