package io.birthmark.hsm.issuer;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.SecretBytes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** The issuer whose keys are in the station's HSM. */
public final class HsmIssuer implements Issuer {
  private final StationHsm hsm;
  private final String label;
  private final DeviceCertificates certificates;
  private final GroupKeys groupKeys;

  /**
   * An issuer; nothing is asked of the HSM yet.
   *
   * @param label of the CA's key in the HSM
   * @param validity of devices' certificates, which end with the CA's own at the latest
   */
  public HsmIssuer(
      StationHsm hsm, String label, Duration validity, Clock clock, SecureRandom random) {
    this.hsm = hsm;
    this.label = label;
    this.certificates = new DeviceCertificates(new Profiles(random), validity, clock);
    this.groupKeys = new GroupKeys(hsm);
  }

  @Override
  public CertificateChain certify(CertificateRequest request, String registrationId) {
    return hsm.use(
        (token, session) ->
            certificates.certify(
                new CaObjects(token, session, label).issuing(), request, registrationId));
  }

  @Override
  public boolean stillGood(CertificateChain chain, String registrationId) {
    return hsm.use(
        (token, session) ->
            certificates.stillGood(
                new CaObjects(token, session, label).issuing(), chain, registrationId));
  }

  @Override
  public SecretBytes derive(String group, String registrationId) {
    return groupKeys.derive(group, registrationId);
  }
}
