package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import java.util.List;
import java.util.Optional;

/** A page of the service's list of groups. */
public sealed interface GroupPage permits GroupPage.Page, GroupPage.Refused, NoAnswer {

  /**
   * @param names of the groups, as the service has them
   * @param next where the next page begins; empty when this is the last
   */
  record Page(List<String> names, Optional<String> next) implements GroupPage {
    public Page {
      names = List.copyOf(names);
    }
  }

  /** The service does not go on from that bookmark, or does not take the question. */
  record Refused(Problem problem) implements GroupPage {}
}
