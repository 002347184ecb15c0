package io.birthmark.station.enrollment;

import io.birthmark.station.enrollment.FindAnswer.Difference;
import java.util.List;

/** What the service has under a group's name. */
public sealed interface GroupAnswer
    permits GroupAnswer.Missing,
        GroupAnswer.Verified,
        GroupAnswer.Disabled,
        GroupAnswer.Different,
        NoAnswer {

  record Missing() implements GroupAnswer {}

  /** It is there, and lets in the devices that are made here. */
  record Verified() implements GroupAnswer {}

  /** It would, but somebody switched it off. */
  record Disabled() implements GroupAnswer {}

  /** It is another's, or was changed. */
  record Different(List<Difference> differences) implements GroupAnswer {
    public Different {
      differences = List.copyOf(differences);
    }
  }
}
