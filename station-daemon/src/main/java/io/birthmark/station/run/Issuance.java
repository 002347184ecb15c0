package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.issuer.Issuer;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.journal.IssuedCertificate;
import io.birthmark.station.journal.Recognised;
import io.birthmark.station.ledger.Clash;
import io.birthmark.station.ledger.RunId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one run gives its device: a certificate or a derived key. Before either reaches the device,
 * the journal has which hardware it is for, and that nobody else has it or its key.
 */
final class Issuance implements Step.Station {
  private final Floor floor;
  private final Product product;
  private final String serial;
  private final String registrationId;
  private Optional<Hardware> hardware;
  private Optional<RunId> run = Optional.empty();
  private Optional<Bytes> issuedLeaf = Optional.empty();

  /**
   * The issuance of a run.
   *
   * @param hardware as it was identified; empty for a blank token
   */
  Issuance(
      Floor floor,
      Product product,
      String serial,
      String registrationId,
      Optional<Hardware> hardware) {
    this.floor = floor;
    this.product = product;
    this.serial = serial;
    this.registrationId = registrationId;
    this.hardware = hardware;
  }

  /** The run's intent is on the disk. */
  void begun(RunId begun) {
    run = Optional.of(begun);
  }

  @Override
  public CertificateChain certify(CertificateRequest request) {
    sameDevice(request.hardware());
    if (floor.trustedTime().get().isEmpty()) {
      throw new Stopped(RunProblems.clockUntrusted());
    }
    CertificateChain chain = issuer().certify(request, registrationId);
    X509Certificate leaf = leaf(chain);
    refuse(
        floor
            .journal()
            .certified(
                requireRun(),
                recognised(Optional.of(keyOf(leaf))),
                IssuedCertificate.of(leaf, floor.clock().instant())));
    issuedLeaf = Optional.of(chain.leaf());
    return chain;
  }

  @Override
  public SecretBytes deriveKey(Hardware inDevice) {
    sameDevice(inDevice);
    refuse(floor.journal().claimed(requireRun(), recognised(Optional.empty())));
    return issuer().derive(product.attestation().keyGroup().orElseThrow(), registrationId);
  }

  /**
   * A certificate that now stands in the device: the one that was issued, or one that was there
   * before and that this journal may not know, when it is an older copy.
   */
  void standsIn(CertificateChain chain) {
    if (issuedLeaf.filter(leaf -> !leaf.equals(chain.leaf())).isPresent()) {
      throw new Stopped(RunProblems.readBackDiffers("certificate"));
    }
    run.ifPresent(
        open -> refuse(floor.journal().claimed(open, recognised(Optional.of(keyOf(leaf(chain)))))));
  }

  private void sameDevice(Hardware now) {
    if (hardware.filter(before -> !before.equals(now)).isPresent()) {
      throw new Stopped(RunProblems.swapped());
    }
    hardware = Optional.of(now);
  }

  private Recognised recognised(Optional<Bytes> key) {
    OptionalLong number =
        product.serialSource() instanceof SerialSource.Range range
            ? range.number(serial)
            : OptionalLong.empty();
    return new Recognised(hardware.orElseThrow(), key, number);
  }

  private Issuer issuer() {
    return floor.issuer().orElseThrow();
  }

  private RunId requireRun() {
    return run.orElseThrow();
  }

  private static void refuse(Optional<Clash> clash) {
    clash.ifPresent(
        with -> {
          throw new Stopped(with.problem());
        });
  }

  private static X509Certificate leaf(CertificateChain chain) {
    try {
      return chain.parsed().get(0);
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was made or proven cannot be read", e);
    }
  }

  /** As the certificate has it: what is compared later is read from certificates, too. */
  private static Bytes keyOf(X509Certificate leaf) {
    return Bytes.of(leaf.getPublicKey().getEncoded()).sha256();
  }
}
