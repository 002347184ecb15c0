package io.birthmark.demo.crash;

import java.util.List;
import java.util.Random;

/**
 * When the daemon is killed.
 *
 * @param number at the how-maniest; for a moment, after so many milliseconds
 */
record KillPoint(Kind kind, int number) {

  /** What is counted, or waited for. */
  enum Kind {
    /** A thread's n-th commit is in the file and not yet confirmed to anybody. */
    COMMIT("commit"),
    /** A thread's n-th write to the journal: the transaction is half in the file. */
    WRITE("write"),
    /** The n-th command on the way to the slot's TPM, which does not get it. */
    BEFORE_COMMAND("before TPM command"),
    /** The TPM has carried the n-th command out, and the station has no answer. */
    AFTER_COMMAND("after TPM command"),
    /** Milliseconds after the people began to work. */
    MOMENT("moment"),
    /** Milliseconds after the process was started. */
    START("start"),
    /** The n-th commit, or what comes before it, while the journal is opened. */
    START_COMMIT("commit of the start");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The first commit of a process takes three syncs, each after it one; a run makes up to four. */
  private static final int COMMITS = 6;

  private static final int START_COMMITS = 4;

  /** A commit takes up to two dozen writes. */
  private static final int WRITES = 40;

  private static final int COMMANDS = 50;
  private static final int LONGEST_MOMENT = 1800;
  private static final int LONGEST_START = 700;

  /** Kinds in turn; those that hit a step for sure come more often. */
  private static final List<Kind> TURNS =
      List.of(
          Kind.COMMIT,
          Kind.AFTER_COMMAND,
          Kind.MOMENT,
          Kind.WRITE,
          Kind.COMMIT,
          Kind.BEFORE_COMMAND,
          Kind.AFTER_COMMAND,
          Kind.START,
          Kind.COMMIT,
          Kind.START_COMMIT);

  /**
   * The point of kill number {@code kill}, counted from 1. The numbers sweep over all steps of a
   * run; moments are drawn.
   */
  static KillPoint of(int kill, Random random) {
    int turn = (kill - 1) / TURNS.size();
    Kind kind = TURNS.get((kill - 1) % TURNS.size());
    return switch (kind) {
      case COMMIT -> new KillPoint(kind, 1 + kill % COMMITS);
      case WRITE -> new KillPoint(kind, 1 + turn * 7 % WRITES);
      case BEFORE_COMMAND, AFTER_COMMAND -> new KillPoint(kind, 1 + kill * 17 % COMMANDS);
      case MOMENT -> new KillPoint(kind, random.nextInt(LONGEST_MOMENT));
      case START -> new KillPoint(kind, random.nextInt(LONGEST_START));
      case START_COMMIT -> new KillPoint(kind, 1 + turn % START_COMMITS);
    };
  }

  boolean byTracer() {
    return kind == Kind.COMMIT || kind == Kind.WRITE;
  }

  boolean tracedFromStart() {
    return kind == Kind.START_COMMIT;
  }

  boolean onWire() {
    return kind == Kind.BEFORE_COMMAND || kind == Kind.AFTER_COMMAND;
  }

  @Override
  public String toString() {
    return kind.word() + " " + number + (kind == Kind.MOMENT || kind == Kind.START ? " ms" : "");
  }
}
