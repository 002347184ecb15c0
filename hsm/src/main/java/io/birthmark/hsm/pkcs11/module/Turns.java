package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.ElementException;

/**
 * Who may use a module now. Many may hold it, each with a {@link Lease}; to initialise it anew one
 * has to be alone.
 *
 * <p>Devices that come while somebody waits to be alone wait behind him, so that his turn comes.
 * The station's HSM does not: a device's run asks it while it holds its own lease, and would wait
 * for one who waits for that very run.
 */
final class Turns {

  /** How {@link #beAlone} ended. */
  enum Alone {
    /** The lease is given up and nobody holds one; {@link Turns#initialised} gives it back. */
    ALONE,
    /** Another one initialised the module; the lease is held. */
    OTHERS_DID,
    /** The others did not leave in time; the lease is held. */
    TOO_LATE
  }

  /**
   * How the module was when it was entered.
   *
   * @param stale whether it is known not to show everything
   */
  record Seen(long generation, boolean initialised, boolean stale) {}

  private final String module;

  private int leases;
  private int waiting;
  private int hanging;
  private boolean alone;
  private boolean touched;
  private boolean initialised;
  private boolean stale;
  private long generation;
  private String hangsIn = "";

  Turns(String module) {
    this.module = module;
  }

  /** Takes a lease. */
  synchronized Seen enter(Lease lease, Owner owner, long deadline) {
    while (alone || (owner == Owner.DEVICE && waiting > 0)) {
      if (!await(deadline) && !alone) {
        break;
      }
    }
    refuseWhenHanging();
    take(lease);
    return new Seen(generation, initialised, stale);
  }

  /** Gives the lease up and waits until nobody holds one, or until somebody else was faster. */
  synchronized Alone beAlone(Lease lease, Seen seen, long deadline) {
    giveBack(lease);
    waiting++;
    try {
      while (true) {
        refuseWhenHanging();
        if (!alone && generation != seen.generation() && initialised) {
          take(lease);
          return Alone.OTHERS_DID;
        }
        if (!alone && leases == 0) {
          alone = true;
          return Alone.ALONE;
        }
        if (!await(deadline) && !alone) {
          take(lease);
          return Alone.TOO_LATE;
        }
      }
    } finally {
      waiting--;
      notifyAll();
    }
  }

  /** Being alone is over. */
  synchronized void initialised(boolean done, Lease lease) {
    alone = false;
    touched = true;
    initialised = done;
    generation++;
    if (done) {
      stale = false;
      take(lease);
    }
    notifyAll();
  }

  /** Whether the module was ever initialised by us, and so may be finalised. */
  synchronized boolean touched() {
    return touched;
  }

  synchronized void stale() {
    stale = true;
  }

  synchronized void leave(Lease lease) {
    giveBack(lease);
  }

  synchronized void hangs(String function, Lease lease) {
    hanging++;
    hangsIn = function;
    // As long as the call runs, the module must not be finalised under it.
    take(lease);
    notifyAll();
  }

  synchronized void cameBack(Lease lease) {
    hanging--;
    stale = true;
    giveBack(lease);
  }

  private void refuseWhenHanging() {
    if (hanging > 0) {
      throw ElementException.lasting(ModuleProblems.hanging(module, hangsIn));
    }
  }

  private void take(Lease lease) {
    if (!lease.held()) {
      lease.held(true);
      leases++;
    }
  }

  private void giveBack(Lease lease) {
    if (lease.held()) {
      lease.held(false);
      leases--;
      notifyAll();
    }
  }

  /** False when the time is over; an initialisation that goes on is waited for in any case. */
  @SuppressWarnings("WaitNotInLoop") // Its callers ask again.
  private boolean await(long deadline) {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 && !alone) {
      return false;
    }
    try {
      wait(Math.max(left, 10));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ElementException.passing(ModuleProblems.stopped(module, "others"), e);
    }
  }
}
