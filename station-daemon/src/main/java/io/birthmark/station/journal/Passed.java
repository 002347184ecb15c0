package io.birthmark.station.journal;

import io.birthmark.station.ledger.RunId;
import io.birthmark.station.ledger.WorkOrder;
import java.util.Optional;

/**
 * A pass that is on the disk.
 *
 * @param queued the enrollment this pass queued; empty when the device has one already, or needs
 *     none of its own
 * @param order the work order of which the device is a piece, as it stands now
 */
public record Passed(
    RunId run, DeviceId device, Optional<EnrollmentId> queued, Optional<WorkOrder> order) {}
