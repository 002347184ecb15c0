package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.issuer.IssuerState;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.DevicePlace;
import io.birthmark.station.config.DevicePlace.DevicePin;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.verb.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} says of the station's own HSM, and of modules and PINs for tokens. */
final class HsmChecks {
  /** No registration ID has a slash in it, so this is no device's key. */
  private static final String NO_DEVICE = "birthmark/doctor";

  private HsmChecks() {}

  static List<Finding> of(
      StationConfig config, Optional<StationIssuer> issuer, Credentials credentials) {
    List<Finding> findings = new ArrayList<>();
    issuer.ifPresent(own -> findings.addAll(own(config, own)));
    List<DevicePlace.Token> tokens =
        config.slots().stream()
            .map(StationConfig.Slot::place)
            .filter(DevicePlace.Token.class::isInstance)
            .map(DevicePlace.Token.class::cast)
            .toList();
    if (tokens.stream().anyMatch(token -> token.pin() instanceof DevicePin.Shared)) {
      findings.add(credential("device-pin", credentials.devicePin()));
      findings.add(Finding.amber("device-pin", onePinForAll()));
    }
    if (tokens.stream().anyMatch(DevicePlace.Token::initialise)) {
      findings.add(credential("device-so-pin", credentials.deviceSoPin()));
    }
    tokens.stream()
        .map(DevicePlace.Token::module)
        .distinct()
        .map(HsmChecks::module)
        .forEach(findings::add);
    return findings;
  }

  private static Problem onePinForAll() {
    return Problem.ofStation(
        "pin.one-for-all",
        "All devices' tokens get the same PIN: who learns it from one device has it for all.",
        "Set pin = \"per-device\" at the slot, with pin_folder or pin_hook, where the firmware image"
            + " can take a PIN of its own.");
  }

  private static Finding credential(String name, Credentials.Reading reading) {
    return Pins.objection(reading)
        .map(problem -> Finding.red(name, problem))
        .orElseGet(() -> Finding.green(name, "The credential is there."));
  }

  /** The file is looked at, and loaded when it is a module; no token is spoken to. */
  private static Finding module(java.nio.file.Path file) {
    String subject = "PKCS#11 module";
    try {
      return Finding.green(
          subject, Pkcs11Module.at(file).name() + " is a module for this machine.");
    } catch (ElementException e) {
      return Finding.red(subject, e.problem());
    }
  }

  private static List<Finding> own(StationConfig config, StationIssuer issuer) {
    String subject = "issuer";
    IssuerState state = issuer.authority().state();
    if (state instanceof IssuerState.Away away) {
      return List.of(Finding.red(subject, away.problem()));
    }
    IssuerState.Present present = (IssuerState.Present) state;
    boolean certifies =
        config.products().stream().anyMatch(p -> p.attestation().certifiedKey().isPresent());
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.green(subject, "The HSM " + present.token() + " answers."));
    if (certifies) {
      present.problems().forEach(problem -> findings.add(Finding.red(subject, problem)));
    }
    present.warnings().forEach(warning -> findings.add(Finding.amber(subject, warning)));
    present
        .ca()
        .map(ca -> ca.facts().get(0))
        .ifPresent(
            ca ->
                findings.add(
                    Finding.green(
                        subject, "The CA " + ca.subject() + " lasts until " + ca.to() + ".")));
    config.products().stream()
        .flatMap(product -> product.attestation().keyGroup().stream())
        .distinct()
        .forEach(group -> findings.add(groupKey(issuer, group)));
    return findings;
  }

  private static Finding groupKey(StationIssuer issuer, String group) {
    String subject = "key of group " + group;
    try (SecretBytes unused = issuer.issuer().derive(group, NO_DEVICE)) {
      return Finding.green(subject, "It is in the HSM.");
    } catch (ElementException e) {
      return Finding.red(subject, e.problem());
    }
  }
}
