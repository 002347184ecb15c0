package io.birthmark.station.audit;

import io.birthmark.hsm.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A file with the public key that a person noted when the station was set up. */
public final class PublicKeyFile {
  private PublicKeyFile() {}

  /** What the key is recognised by; empty when the file holds none. */
  public static Optional<Bytes> sha256(Bytes file) {
    try {
      String pem = new String(file.toArray(), StandardCharsets.UTF_8);
      return Optional.of(Pem.publicKey(pem).sha256());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
