package io.birthmark.demo.bench;

import java.io.IOException;
import java.util.List;

/** One question, answered by measuring. */
interface Measurement {

  /** What {@code --only} calls it. */
  String name();

  /** What is being done, for people who wait. */
  String what();

  /** The figures it gives, by their keys in the report; none if it only shows something. */
  List<String> keys();

  /**
   * Measures.
   *
   * @throws IOException when something that should work did not
   */
  Result take(Workbench bench) throws IOException, InterruptedException;
}
