package io.birthmark.demo.crash;

import java.io.IOException;
import java.util.Optional;

/** A device on the line, and what the people know of it: the label that sticks to it. */
final class Board {
  private final String name;
  private final Inside inside;
  private Optional<String> label = Optional.empty();
  private Optional<String> labelBefore = Optional.empty();
  private boolean passed;
  private boolean voiding;
  private Look seen = Look.BLANK;
  private Look seenBefore = Look.BLANK;

  /** What is in it. */
  interface Inside extends AutoCloseable {
    /** Looks with programs that are not ours; nobody may be talking to it. */
    Look look() throws IOException, InterruptedException;

    /** Makes it as its maker delivered it. */
    void renew() throws IOException, InterruptedException;

    @Override
    void close();
  }

  Board(String name, Inside inside) {
    this.name = name;
    this.inside = inside;
  }

  String name() {
    return name;
  }

  Inside inside() {
    return inside;
  }

  void renew() throws IOException, InterruptedException {
    inside.renew();
    label = Optional.empty();
    labelBefore = Optional.empty();
    passed = false;
    voiding = false;
    seen = inside.look();
  }

  /** The serial on its label; before a range has given it one, there is none. */
  Optional<String> label() {
    return label;
  }

  void label(String serial) {
    label = Optional.of(serial);
  }

  /** The label of the identity that it had before. */
  Optional<String> labelBefore() {
    return labelBefore;
  }

  /** Whether somebody was told that it is done. */
  boolean passed() {
    return passed;
  }

  void passed(String serial) {
    label = Optional.of(serial);
    passed = true;
  }

  /** Whether it was asked to void its identity, and nobody has heard the answer. */
  boolean voiding() {
    return voiding;
  }

  void askedToVoid() {
    voiding = true;
  }

  /** Its identity is void; the label comes off. */
  void voided() {
    labelBefore = label;
    label = Optional.empty();
    passed = false;
    voiding = false;
  }

  /**
   * It is dead, and another one comes in its place.
   *
   * @param known whether its identity is to be voided first
   */
  void scrap(boolean known) {
    seen = Look.BLANK;
    if (known) {
      voiding = true;
    } else {
      voided();
    }
  }

  /** What was in it when somebody looked last. */
  Look seen() {
    return seen;
  }

  /** And the time before. */
  Look seenBefore() {
    return seenBefore;
  }

  /** Looks again. */
  Look look() throws IOException, InterruptedException {
    Look now = inside.look();
    seenBefore = seen;
    seen = now;
    return seen;
  }

  @Override
  public String toString() {
    return name + label.map(serial -> " labelled " + serial).orElse(" without a label");
  }
}
