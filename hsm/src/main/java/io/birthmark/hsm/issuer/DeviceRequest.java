package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.CommonName;
import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Judges what a device asks for, before anything is signed (RFC 2986, section 3, note 3). */
final class DeviceRequest {
  /** The platform's own names: its verifier by identifier does not know every key's. */
  private static final Map<ASN1ObjectIdentifier, String> SIGNATURES =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
          PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
          PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
          PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");

  private DeviceRequest() {}

  /**
   * The key to be certified.
   *
   * @throws ElementException when the request cannot be read, is for another key or another name,
   *     or is not signed by its own key
   */
  static AcceptedKey checked(CertificateRequest request, String registrationId) {
    if (registrationId.length() > Names.LONGEST_CN) {
      throw ElementException.lasting(IssuerProblems.nameTooLong(registrationId));
    }
    PKCS10CertificationRequest csr = parsed(request.csr());
    Bytes key = Der.of(csr.getSubjectPublicKeyInfo());
    if (!key.equals(request.publicKey())) {
      throw ElementException.lasting(IssuerProblems.csrOtherKey(registrationId));
    }
    AcceptedKey accepted = accepted(key);
    checkSignature(csr, accepted);
    Optional<String> cn = CommonName.of(csr.getSubject());
    if (!cn.equals(Optional.of(registrationId))) {
      throw ElementException.lasting(
          IssuerProblems.csrOtherName(registrationId, cn.orElse("no one name")));
    }
    return accepted;
  }

  private static PKCS10CertificationRequest parsed(Bytes der) {
    try {
      return new PKCS10CertificationRequest(der.toArray());
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle meets bytes it cannot read with more than one unchecked exception.
      throw ElementException.lasting(IssuerProblems.csrMalformed(), e);
    }
  }

  private static AcceptedKey accepted(Bytes key) {
    try {
      return AcceptedKey.read(key);
    } catch (InvalidKeyException e) {
      throw ElementException.lasting(IssuerProblems.csrKeyKind(String.valueOf(e.getMessage())), e);
    }
  }

  private static void checkSignature(PKCS10CertificationRequest csr, AcceptedKey key) {
    String name = SIGNATURES.get(csr.getSignatureAlgorithm().getAlgorithm());
    if (name == null) {
      throw ElementException.lasting(
          IssuerProblems.csrSignature(
              "its algorithm " + csr.getSignatureAlgorithm().getAlgorithm() + " is not taken"));
    }
    try {
      Signature signature = Signature.getInstance(name);
      signature.initVerify(key.key());
      signature.update(Der.of(csr.toASN1Structure().getCertificationRequestInfo()).toArray());
      if (!signature.verify(csr.getSignature())) {
        throw ElementException.lasting(
            IssuerProblems.csrSignature("it was not made by the key in the request"));
      }
    } catch (GeneralSecurityException e) {
      throw ElementException.lasting(
          IssuerProblems.csrSignature("it is not a signature of such a key"), e);
    }
  }
}
