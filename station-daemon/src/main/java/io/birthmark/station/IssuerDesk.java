package io.birthmark.station;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.issuer.Answer;
import io.birthmark.hsm.issuer.CertificateAuthority;
import io.birthmark.hsm.issuer.GroupKeys;
import io.birthmark.hsm.issuer.IssuerState;
import io.birthmark.station.enrollment.NoIssuer;
import io.birthmark.station.enrollment.OperatorHsm;
import java.util.Optional;

/** The station's HSM for an operator's commands. */
record IssuerDesk(CertificateAuthority authority, GroupKeys keys) implements OperatorHsm {

  @Override
  public CertificateChain caChain() {
    IssuerState state = authority.state();
    if (state instanceof IssuerState.Away away) {
      throw ElementException.passing(away.problem());
    }
    IssuerState.Present present = (IssuerState.Present) state;
    return present
        .ca()
        .map(IssuerState.Certificates::chain)
        .orElseThrow(
            () ->
                ElementException.lasting(
                    present.problems().stream().findFirst().orElseGet(NoIssuer::problem)));
  }

  @Override
  public Optional<Problem> store(String group, SecretBytes key) {
    Answer<String> answer = keys.store(group, key);
    return answer instanceof Answer.Refused<String> refused
        ? Optional.of(refused.problem())
        : Optional.empty();
  }

  @Override
  public Proof prove(String code) {
    Answer<String> answer = authority.prove(code);
    return answer instanceof Answer.Done<String> done
        ? new Proven(done.value())
        : new Refused(((Answer.Refused<String>) answer).problem());
  }
}
