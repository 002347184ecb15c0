package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.tpm.EkPolicy;
import io.birthmark.hsm.tpm.TpmElement;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import io.birthmark.station.config.DevicePlace;
import io.birthmark.station.config.StationConfig;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** How the device in each slot is reached, whatever kind of element it is. */
final class SlotConnectors {
  private final StationConfig config;
  private final EkTrust trust;
  private final SecureRandom random;

  SlotConnectors(StationConfig config, EkTrust trust, SecureRandom random) {
    this.config = config;
    this.trust = trust;
    this.random = random;
  }

  /** Opens a fresh connection each time it is asked. */
  Supplier<SecureElement> to(DevicePlace place) {
    return place instanceof DevicePlace.Tpm tpm
        ? () -> tpm(tpm.address())
        : () -> {
          throw ElementException.lasting(
              Problem.ofStation(
                  "station.defect",
                  "PKCS#11 slots are not connected in this build.",
                  "Call the engineer."));
        };
  }

  private SecureElement tpm(TpmAddress address) {
    EkPolicy policy = trust.policy();
    return new TpmElement(
        TpmConnector.connect(address, config.tpm().commandLimit()),
        policy,
        config.tpm().nvIndex(),
        random);
  }
}
