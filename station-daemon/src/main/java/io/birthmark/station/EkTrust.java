package io.birthmark.station;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.tpm.EkPolicy;
import io.birthmark.hsm.tpm.EkRoots;
import io.birthmark.station.config.StationConfig;
import java.util.Optional;

/** The makers' roots, read when first needed; a folder that was not usable is read again. */
final class EkTrust {
  private final StationConfig.Tpm config;
  private Optional<EkPolicy> read = Optional.empty();

  EkTrust(StationConfig.Tpm config) {
    this.config = config;
  }

  /**
   * What is asked of EK certificates.
   *
   * @throws ElementException when the folder of roots cannot be used
   */
  synchronized EkPolicy policy() {
    if (read.isEmpty()) {
      read =
          Optional.of(
              switch (config.ekCertificate()) {
                case REQUIRE -> new EkPolicy.Require(roots());
                case WARN -> new EkPolicy.Warn(roots());
                case OFF -> new EkPolicy.Off();
              });
    }
    return read.get();
  }

  private EkRoots roots() {
    return EkRoots.load(config.ekRoots().orElseThrow());
  }
}
