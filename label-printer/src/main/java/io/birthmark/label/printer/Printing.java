package io.birthmark.label.printer;

/** What became of a label. */
public sealed interface Printing {

  /** It is on paper: the printer said so. */
  record Printed() implements Printing {}

  /** It is not on paper and will not be: it may be printed again. */
  record NotPrinted(Trouble trouble) implements Printing {}

  /** It may be on paper, or come out later: a person has to look. */
  record Unknown(Trouble trouble) implements Printing {}
}
