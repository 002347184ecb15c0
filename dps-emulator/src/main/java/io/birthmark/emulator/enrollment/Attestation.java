package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.tpm.TpmPublicArea;
import java.util.Optional;

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
   * By a key it shares with the service. In what a client sends, a key may be left empty: then the
   * service makes it, or keeps the one it has. In what is stored, both are there.
   */
  record SymmetricKey(Optional<Secret> primary, Optional<Secret> secondary)
      implements Attestation {}
}
