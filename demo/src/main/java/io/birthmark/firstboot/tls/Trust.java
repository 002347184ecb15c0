package io.birthmark.firstboot.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose signature under the service's certificate is believed. */
public final class Trust {
  /** TLS 1.3 and 1.2, as the platform sees fit. */
  private static final String ANY_VERSION = "TLS";

  private final Optional<TrustManagerFactory> managers;

  private Trust(Optional<TrustManagerFactory> managers) {
    this.managers = managers;
  }

  /** The roots of the Java platform. */
  public static Trust inPlatformRoots() {
    return new Trust(Optional.empty());
  }

  /** The certificates in {@code pem} and what they have signed, and nothing else. */
  public static Trust in(Path pem) throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        roots.setCertificateEntry("root" + number++, certificate);
      }
    }
    if (roots.size() == 0) {
      throw new CertificateException("there is no certificate in " + pem);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    return new Trust(Optional.of(trust));
  }

  /** TLS without a client certificate. */
  public SSLContext anonymous() throws GeneralSecurityException {
    return context(ANY_VERSION, new KeyManager[0]);
  }

  /**
   * TLS with the client certificate of {@code identity}.
   *
   * <p>A key that cannot sign as TLS 1.3 wants it does not get as far as TLS 1.3: there the client
   * would be left with presenting no certificate at all.
   */
  public SSLContext as(ElementIdentity identity) throws GeneralSecurityException {
    return context(
        identity.signsForTls13() ? ANY_VERSION : "TLSv1.2",
        new KeyManager[] {identity.keyManager()});
  }

  private SSLContext context(String version, KeyManager[] keys) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance(version);
    if (managers.isPresent()) {
      context.init(keys, managers.get().getTrustManagers(), null);
    } else {
      context.init(keys, null, null);
    }
    return context;
  }
}
