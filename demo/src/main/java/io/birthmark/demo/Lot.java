package io.birthmark.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many devices of which kind a demo makes, and how each proves itself.
 *
 * @param tpms an entry for each TPM device
 * @param tokens an entry for each PKCS#11 device
 */
record Lot(List<DemoAttestation> tpms, List<DemoAttestation> tokens) {
  /** The word for all attestations that a kind of device knows, in turn. */
  static final String ALL = "all";

  private static final int MOST = 500;
  private static final int USUAL_TPMS = 4;

  Lot {
    tpms = List.copyOf(tpms);
    tokens = List.copyOf(tokens);
  }

  /**
   * Deals out what the command line asks for.
   *
   * @param tpmCount how many TPM devices; when it is not said: 4, or none beside tokens
   * @param tokenCount how many PKCS#11 devices
   * @param word an attestation or {@value #ALL}; empty for the usual of each kind of device
   * @throws IllegalArgumentException when there can be no such devices; the message says the way
   *     out
   */
  static Lot of(Optional<Integer> tpmCount, int tokenCount, String word) {
    int tpms = tpmCount.orElse(tokenCount > 0 ? 0 : USUAL_TPMS);
    if (tpms < 0 || tpms > MOST || tokenCount < 0 || tokenCount > MOST) {
      throw new IllegalArgumentException("--tpm and --pkcs11 take 0 to " + MOST + " devices");
    }
    if (tpms + tokenCount == 0) {
      throw new IllegalArgumentException(
          "a line without devices shows nothing; give --tpm or --pkcs11 at least 1");
    }
    if (word.isEmpty()) {
      return new Lot(
          dealt(tpms, List.of(DemoAttestation.TPM)),
          dealt(tokenCount, List.of(DemoAttestation.X509)));
    }
    if (word.equalsIgnoreCase(ALL)) {
      return new Lot(
          dealt(tpms, DemoAttestation.OF_TPMS), dealt(tokenCount, DemoAttestation.OF_TOKENS));
    }
    DemoAttestation one =
        DemoAttestation.ofWord(word)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--attestation takes all, tpm, x509, x509-group or symmetric-key, not "
                            + word));
    if (tokenCount > 0 && !DemoAttestation.OF_TOKENS.contains(one)) {
      throw new IllegalArgumentException(
          "a PKCS#11 device cannot prove itself as a TPM does; leave --pkcs11 out, or choose"
              + " --attestation all, x509, x509-group or symmetric-key");
    }
    return new Lot(dealt(tpms, List.of(one)), dealt(tokenCount, List.of(one)));
  }

  private static List<DemoAttestation> dealt(int count, List<DemoAttestation> inTurn) {
    List<DemoAttestation> dealt = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dealt.add(inTurn.get(i % inTurn.size()));
    }
    return dealt;
  }

  int size() {
    return tpms.size() + tokens.size();
  }

  boolean has(DemoAttestation attestation) {
    return tpms.contains(attestation) || tokens.contains(attestation);
  }

  /** Whether the station needs an HSM of its own for them. */
  boolean needsIssuer() {
    return !tokens.isEmpty() || tpms.stream().anyMatch(DemoAttestation::needsIssuer);
  }
}
