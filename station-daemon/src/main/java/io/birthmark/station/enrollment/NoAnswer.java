package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import java.time.Duration;
import java.util.Optional;

/** A call that came to nothing, for no fault of what was sent. */
public sealed interface NoAnswer
    extends BatchAnswer,
        FindAnswer,
        GroupAnswer,
        EntryPage,
        GroupPage,
        Mended,
        RightsAnswer,
        GroupAdministration.Change,
        GroupAdministration.Look,
        GroupAdministration.Key {
  Problem problem();

  /** How long the service asks to be left alone. */
  Optional<Duration> retryAfter();

  /** Too many calls; nothing was done. */
  record Throttled(Problem problem, Optional<Duration> retryAfter) implements NoAnswer {}

  /**
   * The service could not be reached or did not let the station in; nothing was done.
   *
   * @param passing whether it may pass by itself, as a lost network does; otherwise a person has to
   *     act, as with a wrong key
   */
  record Unavailable(Problem problem, boolean passing, Optional<Duration> retryAfter)
      implements NoAnswer {}

  /** It was sent, and nobody knows what became of it. */
  record OutcomeUnknown(Problem problem, Optional<Duration> retryAfter) implements NoAnswer {}
}
