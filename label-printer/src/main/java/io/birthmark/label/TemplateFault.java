package io.birthmark.label;

/**
 * What is wrong with a template, or to be known of it.
 *
 * @param line where, from 1
 * @param sentence fit to follow the place
 */
public record TemplateFault(int line, String sentence) {
  @Override
  public String toString() {
    return "line " + line + ": " + sentence;
  }
}
