package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.Hardware;
import java.io.IOException;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** What devices send to be certified; the platform signs, so that it is not our signer. */
final class Requests {
  private static final Hardware ELEMENT =
      new Hardware(Hardware.Kind.TOKEN, Bytes.ofHex("00".repeat(32)));

  private Requests() {}

  static CertificateRequest of(JdkKey key, String cn) {
    return new CertificateRequest(csr(key, key, cn), key.encodedPublic(), ELEMENT);
  }

  static CertificateRequest claiming(Bytes csr, JdkKey key) {
    return new CertificateRequest(csr, key.encodedPublic(), ELEMENT);
  }

  static Bytes csr(JdkKey key, JdkKey signer, String cn) {
    String algorithm =
        signer.pair().getPrivate().getAlgorithm().equals("EC")
            ? "SHA256withECDSA"
            : "SHA256withRSA";
    try {
      return Bytes.of(
          new PKCS10CertificationRequestBuilder(
                  Names.ofCn(cn), SubjectPublicKeyInfo.getInstance(key.encodedPublic().toArray()))
              .build(new JcaContentSignerBuilder(algorithm).build(signer.pair().getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
