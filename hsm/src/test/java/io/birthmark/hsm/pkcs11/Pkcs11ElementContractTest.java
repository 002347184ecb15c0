package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.SecureElementContract;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.simulated.SoftToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A token keeps what every secure element promises. */
class Pkcs11ElementContractTest implements SecureElementContract {
  private final TokenLine line = new TokenLine();

  @BeforeEach
  void plugIn() {
    SoftToken unused = line.newToken();
  }

  @AfterEach
  void clear() {
    line.close();
  }

  @Override
  public SecureElement connect() {
    return TokenLine.connect();
  }

  @Override
  public Attestation attestation() {
    return Attestation.X509;
  }

  @Override
  public void carryOut(Step step, IdentityRecord record) {
    line.carryOut(step, record);
  }
}
