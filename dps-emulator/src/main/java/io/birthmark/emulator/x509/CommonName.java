package io.birthmark.emulator.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The CN of a certificate's subject: a device's registration ID, or the answer to a challenge. */
public final class CommonName {

  private CommonName() {}

  /** The most specific one, unescaped. */
  public static Optional<String> of(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    try {
      // Counted from the root of the name, so the most specific part comes last.
      List<Rdn> parts = new ArrayList<>(new LdapName(name).getRdns());
      Collections.reverse(parts);
      return parts.stream()
          .filter(part -> part.getType().equalsIgnoreCase("CN"))
          .map(part -> String.valueOf(part.getValue()))
          .findFirst();
    } catch (InvalidNameException e) {
      throw new IllegalStateException("The JDK cannot read the name it wrote: " + name, e);
    }
  }
}
