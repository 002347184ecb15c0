package io.birthmark.station.verb;

import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.OperatorDoor;
import io.birthmark.station.enrollment.OperatorHsm;
import io.birthmark.station.journal.Groups;
import java.util.Optional;

/**
 * What the verbs about enrollment groups work with.
 *
 * @param door the way to the service with an operator's rights
 * @param hsm the station's HSM; empty when it has none
 */
public record GroupParts(
    Groups groups, OperatorDoor door, Optional<OperatorHsm> hsm, DerivedKeys keys) {}
