package io.birthmark.demo.bench;

import java.util.List;

/** What came of a measurement. */
sealed interface Result {

  /**
   * @param notes lines to show beneath the figures, such as a table
   */
  record Measured(List<Figure> figures, List<String> notes) implements Result {
    public Measured {
      figures = List.copyOf(figures);
      notes = List.copyOf(notes);
    }
  }

  /** It cannot be made on this machine. */
  record LeftOut(String why) implements Result {}

  /** It should have worked. */
  record Broken(String why) implements Result {}

  static Result of(Figure... figures) {
    return new Measured(List.of(figures), List.of());
  }
}
