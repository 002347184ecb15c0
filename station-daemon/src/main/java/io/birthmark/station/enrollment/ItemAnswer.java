package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.ServiceTrace;

/** What the service did with one enrollment of a batch. */
public sealed interface ItemAnswer {
  ItemAnswer ACCEPTED = new Accepted();
  ItemAnswer ALREADY_THERE = new AlreadyThere();
  ItemAnswer NOT_THERE = new NotThere();

  record Accepted() implements ItemAnswer {}

  /** A create found something under the same registration ID; what, has to be asked. */
  record AlreadyThere() implements ItemAnswer {}

  /** A delete found nothing. */
  record NotThere() implements ItemAnswer {}

  /** Not now, but nothing is wrong with it. */
  record TryLater(Problem problem, ServiceTrace trace) implements ItemAnswer {}

  /** The service failed in a way that leaves open whether it was done. */
  record Unclear(Problem problem, ServiceTrace trace) implements ItemAnswer {}

  /** It will not be taken as it is. */
  record Refused(Problem problem, ServiceTrace trace) implements ItemAnswer {}
}
