package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;
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

  /**
   * What a group trusts.
   *
   * @param certificates SHA-256 of each of its CA certificates
   * @param caReferences the names of CAs that the service knows
   */
  record Trust(List<Bytes> certificates, List<String> caReferences) {
    public static final Trust NONE = new Trust(List.of(), List.of());

    public Trust {
      certificates = List.copyOf(certificates);
      caReferences = List.copyOf(caReferences);
    }
  }

  /** It is there, and lets in the devices that are made here. */
  record Verified(Trust trust) implements GroupAnswer {

    /** Of a group that trusts no CA. */
    public Verified() {
      this(Trust.NONE);
    }
  }

  /** It would, but somebody switched it off. */
  record Disabled() implements GroupAnswer {}

  /**
   * It is another's, or was changed.
   *
   * @param trust what it lets in all the same
   */
  record Different(List<Difference> differences, Trust trust) implements GroupAnswer {
    public Different(List<Difference> differences) {
      this(differences, Trust.NONE);
    }

    public Different {
      differences = List.copyOf(differences);
    }
  }
}
