package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;

/** Signs heads; the key stays where it is. */
@FunctionalInterface
public interface HeadSigner {

  /**
   * Signs.
   *
   * @throws io.birthmark.hsm.ElementException when the HSM is away, or cannot
   */
  SignedHead.Seal sign(Bytes statement);
}
