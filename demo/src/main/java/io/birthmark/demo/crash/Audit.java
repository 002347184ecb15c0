package io.birthmark.demo.crash;

import static io.birthmark.demo.crash.Finding.lost;
import static io.birthmark.demo.crash.Finding.twice;

import io.birthmark.demo.crash.JournalView.Device;
import io.birthmark.demo.crash.JournalView.Enrollment;
import io.birthmark.demo.crash.JournalView.Run;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What must hold at any moment, looked at while the station is dead.
 *
 * @param before the journal when it was last looked at
 * @param now the journal
 * @param service what the service has
 * @param said what people were told in between
 * @param sights the devices that were in the slots
 */
record Audit(
    JournalView before, JournalView now, ServiceView service, List<Said> said, List<Sight> sights) {

  Audit {
    said = List.copyOf(said);
    sights = List.copyOf(sights);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    history(findings);
    whatWasSaid(findings);
    oneOfEach(findings);
    sights.forEach(sight -> intent(sight, findings));
    sights.forEach(sight -> identity(sight, findings));
    told(findings);
    owned(findings);
    return findings;
  }

  /** What was in the journal is in it, and means the same. */
  private void history(List<Finding> findings) {
    for (Device old : before.devices()) {
      Optional<Device> found = now.device(old.id());
      if (found.isEmpty()) {
        findings.add(lost(old + " is no longer in the journal"));
        continue;
      }
      Device device = found.get();
      boolean same =
          device.serial().equals(old.serial())
              && device.registrationId().equals(old.registrationId())
              && (old.hardware().isEmpty() || device.hardware().equals(old.hardware()));
      boolean forward =
          switch (old.state()) {
            case "provisioned" -> device.provisioned() || device.isVoid();
            case "void" -> device.isVoid();
            default -> true;
          };
      if (!same || !forward) {
        findings.add(lost(old + " became " + device));
      }
    }
  }

  /** Green means done: whoever was told PASS finds it in the journal, with its enrollment. */
  private void whatWasSaid(List<Finding> findings) {
    for (Said one : said) {
      List<Device> bearers =
          now.devices().stream().filter(device -> device.serial().equals(one.serial())).toList();
      if (one.is(Said.VOID)) {
        if (bearers.stream().noneMatch(Device::isVoid)) {
          findings.add(lost(one.serial() + " was said to be void and is not"));
        }
        continue;
      }
      List<Device> done =
          bearers.stream()
              .filter(device -> device.registrationId().equals(one.registrationId()))
              .filter(device -> device.provisioned() || device.isVoid())
              .filter(device -> passedSince(device, one.slot()))
              .toList();
      if (done.isEmpty()) {
        findings.add(lost(one.serial() + " passed in slot " + one.slot() + ", and no run says so"));
      } else if (done.stream()
          .noneMatch(d -> d.isVoid() || d.covered() || now.creates(d).findAny().isPresent())) {
        findings.add(lost(one.serial() + " passed, and nobody is going to enrol it"));
      }
    }
  }

  private boolean passedSince(Device device, String slot) {
    return now.since(before.lastRun(), slot).stream()
        .anyMatch(run -> run.device() == device.id() && run.outcome().equals("PASS"));
  }

  /** No two alike, and one enrollment each. */
  private void oneOfEach(List<Finding> findings) {
    unique("serial", Device::serial, findings);
    unique("registration ID", device -> ServiceView.key(device.registrationId()), findings);
    unique("hardware", Device::hardware, findings);
    for (Device device : now.devices()) {
      long creates = now.creates(device).count();
      if (creates > 1) {
        findings.add(twice(device + " is to be enrolled twice"));
      } else if (device.provisioned() && creates == 0 && !device.covered()) {
        findings.add(lost(device + " is done, and nobody is going to enrol it"));
      }
    }
    for (String slot : now.runs().stream().map(Run::slot).distinct().toList()) {
      if (now.since(0, slot).stream().filter(Run::open).count() > 1) {
        findings.add(twice("two runs are open in slot " + slot));
      }
    }
  }

  private void unique(String what, Function<Device, String> name, List<Finding> findings) {
    Map<String, Device> first = new HashMap<>();
    for (Device device : now.devices()) {
      if (device.live() && !name.apply(device).isEmpty()) {
        Optional.ofNullable(first.put(name.apply(device), device))
            .ifPresent(
                other ->
                    findings.add(twice("the " + what + " of " + device + " is also of " + other)));
      }
    }
  }

  /** Journal first: nothing outlives power-off in a device without an intent before it. */
  private void intent(Sight sight, List<Finding> findings) {
    List<Run> runs = now.since(before.lastRun(), sight.slot());
    if (sight.changed() && runs.stream().noneMatch(Run::intends)) {
      findings.add(
          lost(
              sight.board()
                  + " was changed in slot "
                  + sight.slot()
                  + ", no run intended it: "
                  + sight.difference()));
    } else if (sight.unansweredChanges() > 0
        && runs.stream().skip(sight.answered()).noneMatch(Run::intends)) {
      findings.add(
          lost(
              sight.board()
                  + " was changed "
                  + sight.unansweredChanges()
                  + " times in slot "
                  + sight.slot()
                  + " by a run that is not in the journal"));
    }
  }

  /** What stands in a device is what the journal has of it. */
  private void identity(Sight sight, List<Finding> findings) {
    Optional<String> serial = sight.after().recorded("serial");
    if (serial.isPresent()
        && now.devices().stream()
            .noneMatch(
                device ->
                    device.serial().equals(serial.get())
                        && sight
                            .after()
                            .recorded("registrationId")
                            .equals(Optional.of(device.registrationId())))) {
      findings.add(
          lost(sight.board() + " bears serial " + serial.get() + ", which nobody gave it"));
    }
    certificate(sight, findings);
    sight
        .label()
        .flatMap(now::live)
        .filter(Device::provisioned)
        .ifPresent(device -> provisioned(sight, device, findings));
  }

  /** A certificate that a device has was written down before. */
  private void certificate(Sight sight, List<Finding> findings) {
    if (sight.after().evidence().containsKey("x509")
        && now.certificates().stream()
            .noneMatch(der -> bears(sight.after(), "x509", base64(der)))) {
      findings.add(lost(sight.board() + " has a certificate that the journal does not have"));
    }
  }

  private static void provisioned(Sight sight, Device device, List<Finding> findings) {
    Look look = sight.after();
    if (!look.recorded("serial").equals(Optional.of(device.serial()))
        || !look.recorded("registrationId").equals(Optional.of(device.registrationId()))
        || !look.locked()) {
      findings.add(lost(device + " is not what stands in " + sight.board()));
    }
    if (!device.evidence().isEmpty()
        && !bears(look, device.attestation(), base64(device.evidence()))) {
      findings.add(twice(device + " is enrolled with what is not in " + sight.board()));
    }
  }

  /** Whether a device can prove itself by this; of a chain only the beginning is the device's. */
  static boolean bears(Look look, String attestation, String evidence) {
    String own = look.evidence().getOrDefault(attestation, "");
    // Four characters are three bytes; the last group is left out, for there the chain goes on.
    return own.startsWith(evidence.substring(0, Math.max(0, evidence.length() - 4)));
  }

  /** What the journal says of the service is so. */
  private void told(List<Finding> findings) {
    for (Device device : now.devices()) {
      Optional<String> there =
          Optional.ofNullable(service.enrollments().get(ServiceView.key(device.registrationId())));
      boolean ours = there.equals(Optional.of(base64(device.evidence())));
      boolean enrolled = now.creates(device).anyMatch(one -> one.state().equals("enrolled"));
      if (device.live() && enrolled && !ours) {
        findings.add(
            lost(device + " is enrolled as the journal says, and the service has " + there));
      }
    }
  }

  /** Whatever the service has is somebody's who knows it. */
  private void owned(List<Finding> findings) {
    Map<String, String> first = new HashMap<>();
    service
        .enrollments()
        .forEach(
            (id, evidence) -> {
              List<Device> owners =
                  now.devices().stream()
                      .filter(device -> ServiceView.key(device.registrationId()).equals(id))
                      .filter(device -> base64(device.evidence()).equals(evidence))
                      .filter(this::knowsOfIt)
                      .toList();
              if (owners.isEmpty()) {
                findings.add(twice("enrollment " + id + " is nobody's: no journal entry sent it"));
              }
              if (owners.stream().anyMatch(Device::live)) {
                Optional.ofNullable(first.put(evidence, id))
                    .ifPresent(
                        other ->
                            findings.add(
                                twice("one device is enrolled as " + id + " and " + other)));
              }
            });
  }

  private boolean knowsOfIt(Device device) {
    return device.isVoid()
        ? now.of(device)
            .anyMatch(one -> one.create() ? one.state().equals("sending") : !one.settled())
        : now.creates(device).anyMatch(Enrollment::mayBeThere);
  }

  static String base64(String hex) {
    return Base64.getEncoder()
        .encodeToString(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
  }
}
