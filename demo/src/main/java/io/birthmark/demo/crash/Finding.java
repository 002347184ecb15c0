package io.birthmark.demo.crash;

/**
 * A promise that was found broken.
 *
 * @param what in a sentence, naming the device
 */
record Finding(Kind kind, String what) {

  /** How it was broken. */
  enum Kind {
    /** Something that was said, or that the journal says, is not so. */
    LOST("lost"),
    /** Something that there may be once is there twice, or is nobody's. */
    DOUBLE("double"),
    /** Something cannot come to its end. */
    STRANDED("stranded");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Finding lost(String what) {
    return new Finding(Kind.LOST, what);
  }

  static Finding twice(String what) {
    return new Finding(Kind.DOUBLE, what);
  }

  static Finding stranded(String what) {
    return new Finding(Kind.STRANDED, what);
  }

  @Override
  public String toString() {
    return kind.word() + ": " + what;
  }
}
