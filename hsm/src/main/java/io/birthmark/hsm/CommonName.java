package io.birthmark.hsm;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** The CN of a distinguished name: of a device's certificate, its registration ID. */
public final class CommonName {
  private CommonName() {}

  /** The one CN; empty when there is none, or more. */
  public static Optional<String> of(X500Name name) {
    List<RDN> found = List.of(name.getRDNs(BCStyle.CN));
    return found.size() == 1 && !found.get(0).isMultiValued()
        ? Optional.of(IETFUtils.valueToString(found.get(0).getFirst().getValue()))
        : Optional.empty();
  }

  /** The one CN of the certificate's subject, as it is encoded; empty when there is none. */
  public static Optional<String> of(X509Certificate certificate) {
    return of(X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
  }
}
