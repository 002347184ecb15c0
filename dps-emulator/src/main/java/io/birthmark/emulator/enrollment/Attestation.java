package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.tpm.TpmPublicArea;
import io.birthmark.emulator.x509.CertificatePair;
import java.util.Optional;
import java.util.stream.Stream;

/** What the service must know to recognise a device. */
public sealed interface Attestation {

  /**
   * By its TPM.
   *
   * @param storageRootKey kept and given back as text; the service does not check it, since it
   *     changes with the owner
   */
  record Tpm(TpmPublicArea endorsementKey, Optional<String> storageRootKey)
      implements Attestation {}

  /**
   * By a key it shares with the service; of a group, by a key derived from the group's. In what a
   * client sends, a key may be left empty: then the service makes it, or keeps the one it has. In
   * what is stored, both are there.
   */
  record SymmetricKey(Optional<Secret> primary, Optional<Secret> secondary) implements Attestation {

    public Stream<Secret> keys() {
      return Stream.concat(primary.stream(), secondary.stream());
    }
  }

  /** By its own certificate; individual enrollments only. */
  record ClientCertificates(CertificatePair certificates) implements Attestation {}

  /** By a CA whose certificate stands in the enrollment; groups only. */
  record SigningCertificates(CertificatePair certificates) implements Attestation {}

  /** By a CA whose certificate the instance knows under this name; groups only. */
  record CaReferences(Optional<String> primary, Optional<String> secondary) implements Attestation {

    public Stream<String> names() {
      return Stream.concat(primary.stream(), secondary.stream());
    }
  }
}
