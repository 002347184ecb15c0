package io.birthmark.emulator.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What the server shows and proves in the TLS handshake. */
public record ServerCredential(
    PrivateKey key, X509Certificate certificate, X509Certificate issuer) {

  private static final char[] IN_MEMORY_ONLY = {};

  public SSLContext sslContext(SecureRandom random) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, IN_MEMORY_ONLY);
      store.setKeyEntry("server", key, IN_MEMORY_ONLY, new Certificate[] {certificate, issuer});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, IN_MEMORY_ONLY);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new AnyClientCertificate()}, random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS could not be set up", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ServerCredential[" + certificate.getSubjectX500Principal() + "]";
  }
}
