package io.birthmark.demo.crash;

import static io.birthmark.demo.crash.Finding.lost;
import static io.birthmark.demo.crash.Finding.stranded;
import static io.birthmark.demo.crash.Finding.twice;

import io.birthmark.demo.crash.JournalView.Device;
import io.birthmark.demo.crash.JournalView.Enrollment;
import io.birthmark.demo.crash.JournalView.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must hold at the end of a round, when every device was put in again and nothing goes wrong
 * any more: nothing is open, and journal, ledger, service and devices say the same.
 *
 * @param finished every device there is, by its label
 */
record ClosingAudit(JournalView now, ServiceView service, Map<String, Look> finished) {

  ClosingAudit {
    finished = Map.copyOf(finished);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    now.runs().stream()
        .filter(Run::open)
        .forEach(run -> findings.add(stranded("run " + run.id() + " stays open")));
    now.enrollments().stream()
        .filter(one -> !one.settled())
        .forEach(one -> findings.add(stranded(inWords(one) + " comes to no end")));
    Map<String, String> expected = new TreeMap<>();
    for (Device device : now.devices()) {
      if (device.state().equals("begun")) {
        findings.add(stranded(device + " was begun and is finished by nobody"));
      } else if (device.provisioned() && !device.covered()) {
        expected.put(ServiceView.key(device.registrationId()), Audit.base64(device.evidence()));
      }
    }
    enrolled(expected, findings);
    ledger(findings);
    finished.forEach((label, look) -> device(label, look, findings));
    return findings;
  }

  private String inWords(Enrollment enrollment) {
    return enrollment.operation()
        + " of "
        + now.device(enrollment.device()).map(Device::toString).orElse("nobody")
        + " ("
        + enrollment.state()
        + ")";
  }

  /** Enrolled exactly once. */
  private void enrolled(Map<String, String> expected, List<Finding> findings) {
    expected.forEach(
        (id, evidence) -> {
          if (!evidence.equals(service.enrollments().get(id))) {
            findings.add(lost(id + " is provisioned and not enrolled"));
          }
        });
    service.enrollments().keySet().stream()
        .filter(id -> !expected.containsKey(id))
        .forEach(id -> findings.add(twice(id + " is enrolled and no device is to be")));
  }

  /** What is taken is taken by a device that is there. */
  private void ledger(List<Finding> findings) {
    Set<String> taken =
        now.ledger().stream()
            .map(JournalView.Holding::serial)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> live =
        now.devices().stream()
            .filter(Device::live)
            .map(Device::serial)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!taken.equals(live)) {
      findings.add(stranded("the ledger holds " + taken + ", and there are " + live));
    }
  }

  private void device(String label, Look look, List<Finding> findings) {
    Optional<Device> device = now.live(label).filter(Device::provisioned);
    if (device.isEmpty() || !look.recorded("serial").equals(Optional.of(label)) || !look.locked()) {
      findings.add(stranded("the device labelled " + label + " is not finished: " + look.record()));
    }
    if (!look.leftovers().isEmpty()) {
      findings.add(stranded("the device labelled " + label + " is left with " + look.leftovers()));
    }
  }
}
