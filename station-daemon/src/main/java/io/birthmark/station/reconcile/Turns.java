package io.birthmark.station.reconcile;

import java.util.function.Supplier;

/** Where a call to the service waits for its turn among the uploader's. */
@FunctionalInterface
public interface Turns {

  /**
   * Has the call made when its turn has come and the budget allows for it.
   *
   * @param operations what it takes of the service, at most
   * @throws InterruptedException when the station stops
   */
  <T> T inTurn(int operations, Supplier<T> call) throws InterruptedException;
}
