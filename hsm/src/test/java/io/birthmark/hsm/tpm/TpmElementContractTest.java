package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.SecureElementContract;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A TPM keeps what every secure element promises. */
class TpmElementContractTest implements SecureElementContract {
  private final Line line = new Line();
  private SoftwareTpm tpm;

  @BeforeEach
  void powerOn() {
    tpm = line.copy();
  }

  @AfterEach
  void clear() {
    tpm.close();
    line.close();
  }

  /** One at a time: swtpm takes no second client. */
  @Override
  public SecureElement connect() {
    return line.connect(tpm);
  }

  @Override
  public Attestation attestation() {
    return Attestation.TPM;
  }

  @Override
  public void carryOut(Step step, IdentityRecord record) {
    Line.carryOut(new Plan.Ready(List.of(step)), record.registrationId(), Line.ISSUER);
  }
}
