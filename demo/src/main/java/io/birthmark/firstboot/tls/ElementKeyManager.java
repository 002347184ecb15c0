package io.birthmark.firstboot.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the device's one certificate. The list of issuers that a server may send is not asked: a
 * device has one identity, and a service that does not know it says so better than a handshake
 * without one.
 */
final class ElementKeyManager extends X509ExtendedKeyManager {
  private static final String ONE = "device";

  private final List<X509Certificate> presented;
  private final ElementKey key;

  ElementKeyManager(List<X509Certificate> presented, ElementKey key) {
    this.presented = List.copyOf(presented);
    this.key = key;
  }

  private @Nullable String chosen(String... keyTypes) {
    return Arrays.asList(keyTypes).contains(key.getAlgorithm()) ? ONE : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chosen(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chosen(keyTypes);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chosen(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return ONE.equals(alias) ? presented.toArray(new X509Certificate[0]) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return ONE.equals(alias) ? key : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
