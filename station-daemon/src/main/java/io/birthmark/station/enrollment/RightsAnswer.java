package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;

/** Whether the credential that a service is called with can do more than a station needs. */
public sealed interface RightsAnswer
    permits RightsAnswer.NoMoreSeen, RightsAnswer.TooMany, RightsAnswer.Untold, NoAnswer {

  /**
   * As far as can be asked without changing anything, it can do no more.
   *
   * @param says what was found, a sentence
   */
  record NoMoreSeen(String says) implements RightsAnswer {}

  /** It can, and so can whoever steals the station. */
  record TooMany(Problem problem) implements RightsAnswer {}

  /** This service has no way to tell. */
  record Untold() implements RightsAnswer {}
}
