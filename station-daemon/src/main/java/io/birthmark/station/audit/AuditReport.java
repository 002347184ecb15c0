package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an audit came to.
 *
 * @param events how many hold, from the first on
 * @param hash of the last of them
 * @param signed how many signed heads the journal was held against
 * @param unsigned the same for heads that nobody signed
 * @param newest when the newest head was made that fits
 * @param findings what was tampered with; empty when nothing was
 * @param notes what limits what this says
 */
public record AuditReport(
    long events,
    Bytes hash,
    long signed,
    long unsigned,
    Optional<Instant> newest,
    List<Finding> findings,
    List<Problem> notes) {
  public AuditReport {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * Something that is not as it was written.
   *
   * @param event the first that is concerned, when it is one of the journal
   */
  public record Finding(Problem problem, OptionalLong event) {}

  public boolean intact() {
    return findings.isEmpty();
  }
}
