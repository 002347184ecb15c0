package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.tpm.EkPolicy;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.config.DevicePlace;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.config.StationConfig.Element;
import io.birthmark.station.run.OwnTpm;
import io.birthmark.station.verb.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be said of the slots without talking to a device: one that was just finished must not be
 * spoken to again before it is pulled, or its orderly shutdown is undone.
 */
final class SlotChecks {
  private SlotChecks() {}

  static List<Finding> of(StationConfig config, EkTrust trust, OwnTpm own) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(own(own.recognition()));
    if (config.slots().stream().anyMatch(slot -> slot.element() == Element.TPM2)) {
      findings.add(roots(config, trust));
    }
    config.slots().forEach(slot -> findings.add(slot(slot)));
    return findings;
  }

  private static List<Finding> own(OwnTpm.Recognition recognition) {
    String subject = "own TPM";
    if (recognition instanceof OwnTpm.Recognition.Impossible impossible) {
      return List.of(Finding.red(subject, impossible.problem()));
    }
    if (recognition instanceof OwnTpm.Recognition.ByPath byPath) {
      return List.of(Finding.amber(subject, byPath.problem()));
    }
    return recognition instanceof OwnTpm.Recognition.ByEk byEk
        ? List.of(Finding.green(subject, byEk.address() + " is known by its EK, and no device."))
        : List.of();
  }

  private static Finding roots(StationConfig config, EkTrust trust) {
    String subject = "EK roots";
    try {
      EkPolicy policy = trust.policy();
      return config
          .tpm()
          .ekRoots()
          .filter(folder -> !(policy instanceof EkPolicy.Off))
          .map(folder -> Finding.green(subject, folder + " holds the makers' roots."))
          .orElseGet(
              () ->
                  Finding.amber(
                      subject,
                      Problem.ofStation(
                          "ek.off",
                          "EK certificates are not looked at ([tpm] ek_certificate = \"off\").",
                          "Counterfeit TPMs pass; set it to \"require\" where the TPMs have"
                              + " certificates.")));
    } catch (ElementException e) {
      return Finding.red(subject, e.problem());
    }
  }

  private static Finding slot(StationConfig.Slot slot) {
    String subject = "slot " + slot.name();
    if (!(slot.place() instanceof DevicePlace.Tpm tpm
        && tpm.address() instanceof TpmAddress.Device address)) {
      return Finding.green(subject, slot.address() + "; a device is looked for when a run starts.");
    }
    Path device = address.path();
    if (!Files.exists(device)) {
      return Finding.amber(
          subject,
          Problem.ofStation(
              "slot.empty",
              device + " is not there now.",
              "That is well while no device is in the slot; otherwise check its cable and the udev"
                  + " rule that names it."));
    }
    return Files.isReadable(device) && Files.isWritable(device)
        ? Finding.green(subject, device + " is there and may be used.")
        : Finding.red(
            subject,
            Problem.ofStation(
                "tpm.forbidden",
                "The station may not open " + device + ".",
                "Give the station's user access to it, usually by the group tss."));
  }
}
