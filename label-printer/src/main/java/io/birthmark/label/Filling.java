package io.birthmark.label;

/** What came of filling a template. */
public sealed interface Filling {

  record Filled(Label label) implements Filling {}

  /**
   * The values do not go on this label.
   *
   * @param sentence which does not, and why
   */
  record Unfit(String sentence) implements Filling {}
}
