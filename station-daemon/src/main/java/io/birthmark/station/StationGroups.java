package io.birthmark.station;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.Issuer;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.config.StationConfig.OfflineGroup;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.EnrollmentGroups;
import io.birthmark.station.enrollment.GroupWatch;
import io.birthmark.station.enrollment.NoIssuer;
import io.birthmark.station.enrollment.OperatorHsm;
import io.birthmark.station.enrollment.WatchedGroup;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.run.GroupGate;
import java.util.List;
import java.util.Optional;

/**
 * The enrollment groups that this station makes devices for: which they are, and whether the line
 * may go on.
 *
 * @param issuer the station's HSM as runs use it; empty when it has none
 * @param hsm the same as operators use it
 */
record StationGroups(
    StationConfig config, Groups groups, Optional<Issuer> issuer, Optional<OperatorHsm> hsm)
    implements GroupGate {

  DerivedKeys keys() {
    return issuer.<DerivedKeys>map(one -> one::derive).orElseGet(DerivedKeys::none);
  }

  GroupWatch watch(EnrollmentGroups service) {
    return new GroupWatch(groups, service, watched());
  }

  /** One for each group, however many products share it. */
  private List<WatchedGroup> watched() {
    return config.products().stream()
        .map(Product::attestation)
        .filter(attestation -> attestation.coveringGroup().isPresent())
        .distinct()
        .map(this::watched)
        .toList();
  }

  private WatchedGroup watched(ProductAttestation attestation) {
    String name = attestation.coveringGroup().orElseThrow();
    return attestation instanceof ProductAttestation.X509Group x509
        ? WatchedGroup.ofCertificates(name, this::caChain, x509.caReference())
        : WatchedGroup.ofKey(name, keys());
  }

  private CertificateChain caChain() {
    return hsm.orElseThrow(() -> ElementException.lasting(NoIssuer.problem())).caChain();
  }

  @Override
  public Optional<Problem> mayNot(String group) {
    return stops() ? groups.objection(group) : Optional.empty();
  }

  @Override
  public Optional<Problem> warning(String group) {
    return stops() ? Optional.empty() : groups.objection(group);
  }

  private boolean stops() {
    return config.dps().offlineGroup() == OfflineGroup.STOP;
  }
}
