package io.birthmark.station.journal;

import io.birthmark.station.database.Row;
import java.util.Optional;

/**
 * The enrollment group that a device belongs to.
 *
 * @param group its name at the service, which is also the label of its key in the station's HSM
 * @param covers whether the group's enrollment lets the device in; otherwise only its key is
 *     derived from the group's, and it has an enrollment of its own
 */
public record Membership(String group, boolean covers) {

  static Optional<Membership> of(Row row) {
    return row.maybeText("enrollment_group")
        .map(group -> new Membership(group, row.flag("group_covers")));
  }
}
