package io.birthmark.station.verb;

import io.birthmark.hsm.Problem;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A verb that makes tokens or certificates, and is not carried out while the time is in doubt.
 *
 * @param needsTime whether this use of it does
 */
record Timely(Verb verb, Supplier<Optional<Problem>> objection, Predicate<Arguments> needsTime)
    implements Verb {

  @Override
  public String name() {
    return verb.name();
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    Optional<Problem> now = needsTime.test(arguments) ? objection.get() : Optional.empty();
    return now.isPresent() ? Answer.problem(now.get()) : verb.carryOut(arguments, caller);
  }
}
