package io.birthmark.station.run;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Evidence;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.journal.Anchors;
import io.birthmark.station.journal.Cost;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.StepResult;
import java.util.List;
import java.util.Optional;

/**
 * What stands in a device that was read back.
 *
 * @param proof what the service must know
 * @param signers the CAs that vouch for it
 */
record Standing(Proof proof, List<Bytes> signers) {
  Standing {
    signers = List.copyOf(signers);
  }

  static Standing of(Evidence evidence) {
    if (evidence instanceof Evidence.EndorsementKey ek) {
      return new Standing(new Proof(Attestation.TPM, ek.tpm2bPublic()), List.of());
    }
    if (evidence instanceof Evidence.Certificate certificate) {
      List<Bytes> chain = certificate.chain().certificates();
      return new Standing(
          new Proof(Attestation.X509, certificate.chain().leaf()),
          chain.subList(1, chain.size()).stream().map(Bytes::sha256).toList());
    }
    return new Standing(new Proof(Attestation.SYMMETRIC_KEY, Bytes.EMPTY), List.of());
  }

  /** What the journal has to know of a device that is so. */
  PassResult result(ProductAttestation attestation, List<StepResult> steps, Cost cost) {
    Optional<Membership> membership =
        attestation
            .coveringGroup()
            .map(group -> new Membership(group, true))
            .or(() -> attestation.keyGroup().map(group -> new Membership(group, false)));
    Anchors issuer =
        attestation instanceof ProductAttestation.X509Group group
            ? Anchors.of(signers, group.caReference().stream().toList())
            : Anchors.UNKNOWN;
    return new PassResult(steps, cost, Optional.of(proof), membership, issuer);
  }
}
