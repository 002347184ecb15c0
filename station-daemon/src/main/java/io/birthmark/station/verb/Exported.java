package io.birthmark.station.verb;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Proof;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an export takes of a device. */
final class Exported {
  private Exported() {}

  static void each(Devices devices, Optional<Instant> since, Consumer<DeviceRow> take) {
    since.ifPresentOrElse(from -> devices.provisionedSince(from, take), () -> devices.each(take));
  }

  static Optional<Bytes> evidence(DeviceRow device, Attestation attestation) {
    return device.proof().filter(proof -> proof.attestation() == attestation).map(Proof::evidence);
  }

  /** The number a CA revokes by, in hexadecimal. */
  static Optional<String> serialNumber(Bytes certificate) {
    try {
      X509Certificate leaf = new CertificateChain(List.of(certificate)).parsed().get(0);
      return Optional.of(leaf.getSerialNumber().toString(16));
    } catch (CertificateException e) {
      // What the journal holds it was given as a certificate; a number that cannot be read is left
      // out, and the certificate itself is there to be looked at.
      return Optional.empty();
    }
  }
}
