package io.birthmark.station;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.issuer.Answer;
import io.birthmark.station.enrollment.OperatorHsm;
import java.util.Optional;

/** The station's HSM for an operator's commands. */
record IssuerDesk(StationIssuer own) implements OperatorHsm {

  @Override
  public CertificateChain caChain() {
    return own.caChain();
  }

  @Override
  public Optional<Problem> store(String group, SecretBytes key) {
    Answer<String> answer = own.groupKeys().store(group, key);
    return answer instanceof Answer.Refused<String> refused
        ? Optional.of(refused.problem())
        : Optional.empty();
  }

  @Override
  public Proof prove(String code) {
    Answer<String> answer = own.authority().prove(code);
    return answer instanceof Answer.Done<String> done
        ? new Proven(done.value())
        : new Refused(((Answer.Refused<String>) answer).problem());
  }
}
