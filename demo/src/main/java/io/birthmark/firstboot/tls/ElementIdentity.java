package io.birthmark.firstboot.tls;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;

/** A certificate and the key in the element that belongs to it, ready for TLS. */
public final class ElementIdentity {
  private final ElementKey key;
  private final ElementKeyManager keyManager;

  private ElementIdentity(ElementKey key, ElementKeyManager keyManager) {
    this.key = key;
    this.keyManager = keyManager;
  }

  /**
   * Takes the certificate chain from {@code element} and tries what its key can sign: one signature
   * for each way that suits the key, verified with the certificate. So a certificate of another key
   * is found here, and not in the middle of a handshake, and so is a TPM whose RSASSA-PSS has a
   * salt that TLS 1.3 does not take.
   *
   * @throws ElementException when the element does not answer
   * @throws InvalidKeyException when the key in the element and the certificate are not a pair
   * @throws GeneralSecurityException when the certificates cannot be read
   */
  public static ElementIdentity in(DeviceElement element) throws GeneralSecurityException {
    List<X509Certificate> chain = element.certificateChain().parsed();
    PublicKey certified = chain.get(0).getPublicKey();
    Set<SigningAlgorithm> signs = EnumSet.noneOf(SigningAlgorithm.class);
    Optional<ElementException> trouble = Optional.empty();
    for (SigningAlgorithm algorithm : suiting(certified)) {
      try {
        if (verifiedTrial(element, algorithm, certified)) {
          signs.add(algorithm);
        }
      } catch (ElementException e) {
        // It may not know this way and yet know the next; if it knows none, this is why.
        trouble = Optional.of(e);
      }
    }
    if (signs.isEmpty()) {
      throw trouble.orElseThrow(
          () ->
              new InvalidKeyException(
                  "the certificate in the element belongs to another key than the one beside it"));
    }
    ElementProvider.install();
    ElementKey key = ElementKey.of(element, certified, signs);
    return new ElementIdentity(key, new ElementKeyManager(withoutRoot(chain), key));
  }

  private static List<SigningAlgorithm> suiting(PublicKey certified) {
    if (certified instanceof ECPublicKey ec) {
      // TLS 1.3 ties the digest to the curve (RFC 8446, section 4.2.3); TLS 1.2 takes it too.
      return ec.getParams().getOrder().bitLength() > 256
          ? List.of(SigningAlgorithm.ECDSA_SHA384)
          : List.of(SigningAlgorithm.ECDSA_SHA256);
    }
    return List.of(SigningAlgorithm.RSA_PSS_SHA256, SigningAlgorithm.RSA_PKCS1_SHA256);
  }

  private static boolean verifiedTrial(
      DeviceElement element, SigningAlgorithm algorithm, PublicKey certified)
      throws GeneralSecurityException {
    byte[] message = new byte[32];
    new SecureRandom().nextBytes(message);
    Bytes signature = element.sign(algorithm, Bytes.of(message));
    Signature verifier = Signature.getInstance(algorithm.javaName());
    if (algorithm == SigningAlgorithm.RSA_PSS_SHA256) {
      verifier.setParameter(
          new PSSParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
    }
    verifier.initVerify(certified);
    verifier.update(message);
    try {
      return verifier.verify(signature.toArray());
    } catch (SignatureException e) {
      // Not even the form of a signature by this kind of key.
      return false;
    }
  }

  /** Who is to believe a root has it; the others are what it needs (RFC 8446, section 4.4.2). */
  private static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
    List<X509Certificate> presented = new ArrayList<>(List.of(chain.get(0)));
    chain.stream()
        .skip(1)
        .filter(one -> !one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
        .forEach(presented::add);
    return presented;
  }

  /** TLS 1.3 has no RSA signatures but RSASSA-PSS (RFC 8446, section 4.2.3). */
  boolean signsForTls13() {
    return !key.getAlgorithm().equals("RSA") || key.offers(SigningAlgorithm.RSA_PSS_SHA256);
  }

  KeyManager keyManager() {
    return keyManager;
  }
}
