package io.birthmark.station;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.issuer.AuditKey;
import io.birthmark.hsm.issuer.CertificateAuthority;
import io.birthmark.hsm.issuer.GroupKeys;
import io.birthmark.hsm.issuer.HsmIssuer;
import io.birthmark.hsm.issuer.Issuer;
import io.birthmark.hsm.issuer.IssuerState;
import io.birthmark.hsm.issuer.StationHsm;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.enrollment.DerivedKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * All that is done with the station's own HSM. Nothing is asked of it before it is needed: a
 * station starts without its HSM, and finds it when it is there.
 *
 * @param issuer what runs need of it
 * @param authority what the line's engineer does with the CA
 * @param groupKeys the keys of enrollment groups
 * @param auditKey signs the heads of the journal
 */
record StationIssuer(
    Issuer issuer, CertificateAuthority authority, GroupKeys groupKeys, AuditKey auditKey) {

  static StationIssuer of(
      StationConfig.Issuer config,
      String stationId,
      Credentials credentials,
      Clock clock,
      SecureRandom random) {
    StationHsm hsm =
        StationHsm.behind(config.module(), config.token(), Pins.from(credentials::issuerPin));
    return new StationIssuer(
        new HsmIssuer(hsm, config.key(), Duration.ofDays(config.validityDays()), clock, random),
        new CertificateAuthority(hsm, config.key(), stationId, clock, random),
        new GroupKeys(hsm),
        new AuditKey(hsm, config.key()));
  }

  DerivedKeys derivedKeys() {
    return issuer::derive;
  }

  /**
   * The CA certificates above a device's, the issuing one first.
   *
   * @throws ElementException when the HSM is away or has no CA
   */
  CertificateChain caChain() {
    IssuerState state = authority.state();
    if (state instanceof IssuerState.Away away) {
      throw ElementException.passing(away.problem());
    }
    IssuerState.Present present = (IssuerState.Present) state;
    return present
        .ca()
        .map(IssuerState.Certificates::chain)
        .orElseThrow(() -> ElementException.lasting(present.problems().get(0)));
  }
}
