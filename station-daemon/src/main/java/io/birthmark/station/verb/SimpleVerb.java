package io.birthmark.station.verb;

/** A verb made of its name and what it does. */
record SimpleVerb(String name, Work work) implements Verb {

  @FunctionalInterface
  interface Work {
    Answer carryOut(Arguments arguments, Caller caller) throws WrongUse;
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    return work.carryOut(arguments, caller);
  }
}
