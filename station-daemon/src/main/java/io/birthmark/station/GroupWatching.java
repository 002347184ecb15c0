package io.birthmark.station;

import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.enrollment.WatchedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which enrollment groups the configured products are made for. */
final class GroupWatching {
  private GroupWatching() {}

  /** Each group once, also when several products are made for it. */
  static List<WatchedGroup> of(StationConfig config, Optional<StationIssuer> issuer) {
    List<WatchedGroup> watched = new ArrayList<>();
    issuer.ifPresent(
        own ->
            config.products().stream()
                .map(product -> product.attestation())
                .filter(attestation -> attestation.coveringGroup().isPresent())
                .distinct()
                .map(attestation -> watched(attestation, own))
                .filter(group -> watched.stream().noneMatch(other -> sameGroup(other, group)))
                .forEach(watched::add));
    return List.copyOf(watched);
  }

  private static boolean sameGroup(WatchedGroup one, WatchedGroup other) {
    return one.kind() == other.kind() && one.name().equalsIgnoreCase(other.name());
  }

  private static WatchedGroup watched(ProductAttestation attestation, StationIssuer own) {
    String group = attestation.coveringGroup().orElseThrow();
    return attestation instanceof ProductAttestation.X509Group x509
        ? WatchedGroup.ofCertificates(group, own::caChain, x509.caReference())
        : WatchedGroup.ofKey(group, own.derivedKeys());
  }
}
