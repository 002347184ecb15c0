package io.birthmark.station.run;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.Evidence;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A token that exists in this process only, with the faults a test wants. */
final class PaperToken {
  final Hardware hardware;
  final String serialNumber;
  boolean blank;
  Bytes publicKey = Bytes.of(PaperIssuer.keyPair().getPublic().getEncoded());
  Optional<CertificateChain> chain = Optional.empty();
  Optional<Bytes> symmetricKey = Optional.empty();
  Optional<IdentityRecord> record = Optional.empty();

  /** Done in the moment before certificate or key is kept. */
  Runnable beforeKeeping = () -> {};

  /** Done when the first step is proven. */
  Runnable whenStepping = () -> {};

  /** What the element says it is when it asks for certificate or key. */
  Hardware whenAsking;

  PaperToken(int number) {
    serialNumber = String.format("T%04d", number);
    hardware =
        new Hardware(
            Hardware.Kind.TOKEN,
            Bytes.of(serialNumber.getBytes(StandardCharsets.US_ASCII)).sha256());
    whenAsking = hardware;
  }

  static PaperToken blank(int number) {
    PaperToken token = new PaperToken(number);
    token.blank = true;
    return token;
  }

  SecureElement connect() {
    return new Element();
  }

  private final class Element implements SecureElement {
    @Override
    public Identification identify() {
      return new Identification.Fit(
          Map.of(),
          blank ? Optional.empty() : Optional.of(hardware),
          blank ? Optional.empty() : Optional.of(serialNumber),
          Optional.empty(),
          record,
          List.of());
    }

    @Override
    public String keyReference(Attestation attestation) {
      return "pkcs11:token=device;object=birthmark-device";
    }

    @Override
    public Plan plan(Wanted wanted) {
      if (record.isPresent()
          && !wanted.record().differences(record.get()).isEmpty()
          && !wanted.mayReplace().test(record.get())) {
        return new Plan.Refused(
            Problem.ofDevice("record.other", "Another identity is inside.", "Set it aside."));
      }
      if (chain.filter(this::strange).filter(wanted.leftover().negate()).isPresent()) {
        return new Plan.Refused(
            Problem.ofDevice("certificate.stranger", "A certificate without its key.", "Look."));
      }
      List<Step> steps = new ArrayList<>();
      steps.add(
          new Step.Act(
              "initialise", true, () -> !blank, () -> blank = false, () -> whenStepping.run()));
      if (wanted.record().attestation() == Attestation.X509) {
        steps.add(
            new Step.Certify(
                "certify",
                () -> chain.filter(wanted.stillGood()).isPresent(),
                () -> new CertificateRequest(Bytes.EMPTY, publicKey, whenAsking),
                kept -> {
                  beforeKeeping.run();
                  chain = Optional.of(kept);
                },
                () -> {}));
      } else {
        steps.add(
            new Step.TakeKey(
                "take the key in",
                () -> symmetricKey.isPresent(),
                () -> whenAsking,
                key -> {
                  beforeKeeping.run();
                  symmetricKey = Optional.of(key.lend(Bytes::of));
                },
                () -> {}));
      }
      steps.add(
          new Step.Act(
              "write the record",
              true,
              () ->
                  record.filter(there -> there.differences(wanted.record()).isEmpty()).isPresent(),
              () -> record = Optional.of(wanted.record()),
              () -> {}));
      return new Plan.Ready(steps);
    }

    private boolean strange(CertificateChain there) {
      try {
        return !Bytes.of(there.parsed().get(0).getPublicKey().getEncoded()).equals(publicKey);
      } catch (CertificateException e) {
        return true;
      }
    }

    @Override
    public Contents readBack() {
      return new Contents(
          record.orElseThrow(),
          chain.<Evidence>map(Evidence.Certificate::new).orElseGet(Evidence.DerivedKey::new));
    }

    @Override
    public Cost cost() {
      return Cost.NONE;
    }

    @Override
    public void close() {}
  }
}
