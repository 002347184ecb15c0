package io.birthmark.firstboot;

import io.birthmark.hsm.DeviceElement;
import java.util.Optional;

/** The service has, or derives, the same symmetric key that the station imported. */
record KeyProof(DeviceElement element) implements Proof {

  @Override
  public Optional<String> token(SharedAccessSignature signature, Challenger challenger) {
    return Optional.of(signature.signedBy(element::hmac));
  }
}
