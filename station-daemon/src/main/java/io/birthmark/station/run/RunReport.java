package io.birthmark.station.run;

import io.birthmark.hsm.Cost;
import io.birthmark.hsm.Problem;
import io.birthmark.station.ledger.WorkOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run came to.
 *
 * @param serial as scanned, or taken from the range
 * @param continued the device had this identity before, from an earlier run
 * @param order the work order that the device is a piece of, as it stands after a pass
 * @param warnings what the policy let pass but a person should know
 * @param facts what the device said of itself
 * @param wall from the trigger to the outcome
 * @param element what talking to the device cost
 */
public record RunReport(
    String slot,
    String product,
    Optional<String> serial,
    Optional<String> registrationId,
    RunOutcome outcome,
    boolean continued,
    Optional<WorkOrder> order,
    List<Problem> warnings,
    Map<String, String> facts,
    Duration wall,
    Cost element) {}
