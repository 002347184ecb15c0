package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What trust in a device's certificate can hang on, or what a group trusts: CA certificates by
 * their SHA-256, and CAs by the name that they have at the service.
 *
 * @param names in an order of their own
 */
public record Anchors(List<String> names) {
  /** Nothing is known, or there are no certificates. */
  public static final Anchors UNKNOWN = new Anchors(List.of());

  private static final String NAMED = "CA ";

  public Anchors {
    names = List.copyOf(names);
  }

  /**
   * Of CA certificates and names of CAs.
   *
   * @param sha256 of each certificate in DER
   */
  public static Anchors of(List<Bytes> sha256, List<String> caReferences) {
    return new Anchors(
        Stream.concat(sha256.stream().map(Bytes::hex), caReferences.stream().map(n -> NAMED + n))
            .toList());
  }

  static Anchors stored(Optional<String> json) {
    return json.map(Json::names).map(Anchors::new).orElse(UNKNOWN);
  }

  String stored() {
    return Json.names(names);
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  boolean meets(Anchors others) {
    return names.stream().anyMatch(others.names::contains);
  }

  /**
   * Whether the two can be compared at all: which certificate stands behind a name cannot be asked.
   */
  boolean comparable(Anchors others) {
    return (hasNames() && others.hasNames()) || (hasCertificates() && others.hasCertificates());
  }

  private boolean hasNames() {
    return names.stream().anyMatch(name -> name.startsWith(NAMED));
  }

  private boolean hasCertificates() {
    return names.stream().anyMatch(name -> !name.startsWith(NAMED));
  }

  /** Short enough to read: the nearest CA. */
  public String nearest() {
    return names.stream()
        .findFirst()
        .map(name -> name.startsWith(NAMED) ? name : "certificate " + name.substring(0, 16))
        .orElse("unknown");
  }
}
