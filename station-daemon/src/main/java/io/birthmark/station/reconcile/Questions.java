package io.birthmark.station.reconcile;

import io.birthmark.station.enrollment.NoAnswer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks the service until it answers, or until that is hopeless. */
final class Questions {
  // With the uploader's pauses in between, that is about a quarter of an hour.
  private static final int MOST_SILENCES = 25;

  private final Turns turns;
  private final Watcher watcher;

  Questions(Turns turns, Watcher watcher) {
    this.turns = turns;
    this.watcher = watcher;
  }

  /**
   * Asks; a question without an answer is asked again.
   *
   * @throws GivenUp when there is no answer, or nobody waits for one any more
   */
  <T> T ask(int operations, Supplier<T> call) throws InterruptedException {
    return ask(operations, call, silence -> {});
  }

  /**
   * The same.
   *
   * @param onSilence done before the question is asked again
   */
  <T> T ask(int operations, Supplier<T> call, Consumer<NoAnswer> onSilence)
      throws InterruptedException {
    for (int silences = 1; ; silences++) {
      if (!watcher.stillWaits()) {
        throw new GivenUp(ReconcileProblems.abandoned());
      }
      T answer = turns.inTurn(operations, call);
      if (!(answer instanceof NoAnswer silence)) {
        return answer;
      }
      boolean hopeless = silence instanceof NoAnswer.Unavailable away && !away.passing();
      if (hopeless || silences == MOST_SILENCES) {
        throw new GivenUp(silence.problem());
      }
      watcher.waiting(silence.problem());
      onSilence.accept(silence);
    }
  }
}
