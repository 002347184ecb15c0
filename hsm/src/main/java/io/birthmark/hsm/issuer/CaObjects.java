package io.birthmark.hsm.issuer;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ALWAYS_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CERTIFICATE_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ISSUER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LOCAL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_NEVER_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SERIAL_NUMBER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SUBJECT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKC_X_509;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_CERTIFICATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PUBLIC_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.PublicKeys;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;

/**
 * The CA as it stands in the HSM: a key pair and its certificate of one label and one CKA_ID, and
 * the certificates above it, labelled {@code LABEL-chain}.
 *
 * <p>For one session, for one thread.
 */
final class CaObjects {
  private final Token token;
  private final TokenSession session;
  private final String label;

  CaObjects(Token token, TokenSession session, String label) {
    this.token = token;
    this.session = session;
    this.label = label;
  }

  /** The private key's handle; empty when there is none. */
  Optional<Long> privateKey() {
    List<Long> found = find(CKO_PRIVATE_KEY, label);
    if (found.size() > 1) {
      throw ElementException.lasting(IssuerProblems.keyAmbiguous(label));
    }
    return found.stream().findFirst();
  }

  KeyInHsm key() {
    long handle = privateKey().orElseThrow(() -> reallyMissing(IssuerProblems.keyMissing(label)));
    Bytes id = session.bytes(handle, CKA_ID).orElse(Bytes.EMPTY);
    try {
      return new KeyInHsm(session, handle, id, publicKey(handle, id));
    } catch (InvalidKeyException e) {
      throw ElementException.lasting(
          IssuerProblems.keyUnusable(label, String.valueOf(e.getMessage())), e);
    }
  }

  /** A private RSA key tells its public half itself; an EC key does not. */
  private AcceptedKey publicKey(long privateKey, Bytes id) throws InvalidKeyException {
    List<Long> found =
        session.find(new Attributes().number(CKA_CLASS, CKO_PUBLIC_KEY).bytes(CKA_ID, id));
    PublicKeys.PublicKey read =
        PublicKeys.read(session, found.isEmpty() ? privateKey : found.get(0))
            .orElseThrow(() -> new InvalidKeyException("its public key cannot be read"));
    return AcceptedKey.read(read.spki());
  }

  /** What the key must be and is not, in words; empty when it can only be where it is. */
  List<String> lacking(long privateKey) {
    List<String> lacking = new ArrayList<>();
    require(lacking, privateKey, CKA_SENSITIVE, true, "sensitive");
    require(lacking, privateKey, CKA_EXTRACTABLE, false, "kept from being extracted");
    require(lacking, privateKey, CKA_ALWAYS_SENSITIVE, true, "always sensitive");
    require(lacking, privateKey, CKA_NEVER_EXTRACTABLE, true, "never extractable");
    require(lacking, privateKey, CKA_LOCAL, true, "made in the HSM");
    return lacking;
  }

  private void require(List<String> lacking, long key, long attribute, boolean value, String word) {
    if (!session.flag(key, attribute).equals(Optional.of(value))) {
      lacking.add(word);
    }
  }

  /** The CA, ready to issue. */
  IssuingCa issuing() {
    return issuing(key());
  }

  IssuingCa issuing(KeyInHsm key) {
    X509Certificate certificate =
        certificateOf(key)
            .orElseThrow(
                () ->
                    stored(label).isEmpty()
                        ? reallyMissing(IssuerProblems.certificateMissing(label))
                        : ElementException.lasting(IssuerProblems.certificateOfAnotherKey(label)));
    return new IssuingCa(
        certificate, CertificatePath.above(certificate, parsed(stored(chainLabel()))), key);
  }

  /** The CA's certificate; of several the one that was made last. */
  Optional<X509Certificate> certificateOf(KeyInHsm key) {
    return parsed(stored(label)).stream()
        .filter(one -> CaImport.certifies(one, key.publicKey()))
        .max(CaImport.BY_BEGINNING);
  }

  /** A token that was pulled seems empty; so it is asked before a person is told to refill it. */
  private ElementException reallyMissing(Problem problem) {
    var unused = token.present();
    return ElementException.lasting(problem);
  }

  /** A certificate on the token. */
  private record Stored(long handle, Bytes der) {}

  private List<Stored> stored(String under) {
    List<Stored> stored = new ArrayList<>();
    for (long handle : find(CKO_CERTIFICATE, under)) {
      stored.add(new Stored(handle, session.bytes(handle, CKA_VALUE).orElse(Bytes.EMPTY)));
    }
    return stored;
  }

  private List<X509Certificate> parsed(List<Stored> stored) {
    if (stored.isEmpty()) {
      return List.of();
    }
    try {
      return new CertificateChain(stored.stream().map(Stored::der).toList()).parsed();
    } catch (CertificateException e) {
      throw ElementException.lasting(IssuerProblems.certificateUnreadable(label), e);
    }
  }

  /**
   * Stores the CA's certificate and those above it. The new ones first, read back; only then those
   * that were there before are removed, so that at every moment there is one to issue with.
   */
  void keep(KeyInHsm key, X509Certificate issuing, List<X509Certificate> above) {
    List<Stored> before = new ArrayList<>(stored(label));
    before.addAll(stored(chainLabel()));
    List<Bytes> wanted = new ArrayList<>();
    wanted.add(store(issuing, label, key.id(), before));
    for (X509Certificate one : above) {
      wanted.add(store(one, chainLabel(), IssuingCa.fingerprint(one), before));
    }
    for (Stored old : before) {
      if (!wanted.contains(old.der())) {
        session.destroy(old.handle());
      }
    }
  }

  private Bytes store(X509Certificate certificate, String under, Bytes id, List<Stored> before) {
    Bytes der = CertificateChain.of(List.of(certificate)).leaf();
    if (before.stream().anyMatch(old -> old.der().equals(der))) {
      return der;
    }
    long created =
        session.create(
            new Attributes()
                .number(CKA_CLASS, CKO_CERTIFICATE)
                .number(CKA_CERTIFICATE_TYPE, CKC_X_509)
                .flag(CKA_TOKEN, true)
                .flag(CKA_PRIVATE, false)
                .text(CKA_LABEL, under)
                .bytes(CKA_ID, id)
                .bytes(CKA_SUBJECT, Bytes.of(certificate.getSubjectX500Principal().getEncoded()))
                .bytes(CKA_ISSUER, Bytes.of(certificate.getIssuerX500Principal().getEncoded()))
                .bytes(CKA_SERIAL_NUMBER, Der.of(new ASN1Integer(certificate.getSerialNumber())))
                .bytes(CKA_VALUE, der));
    if (!session.bytes(created, CKA_VALUE).equals(Optional.of(der))) {
      throw ElementException.lasting(IssuerProblems.certificateUnreadable(under));
    }
    return der;
  }

  private List<Long> find(long objectClass, String under) {
    return session.find(new Attributes().number(CKA_CLASS, objectClass).text(CKA_LABEL, under));
  }

  private String chainLabel() {
    return label + "-chain";
  }
}
