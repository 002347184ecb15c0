package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.issuer.Issuer;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An issuer without an HSM: real certificates of a CA that lives in this process. */
final class PaperIssuer implements Issuer {
  static final byte[] GROUP_KEY =
      "a group's key, for this test only".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final KeyPair ca = keyPair();
  private int issued;
  boolean away;
  boolean oldOnesAreGood = true;

  /** Every secret it gave out, to see whether it was wiped. */
  final List<SecretBytes> givenOut = new ArrayList<>();

  static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void answer() {
    if (away) {
      throw ElementException.passing(
          Problem.ofStation("hsm.absent", "The station's HSM is not there.", "Put it back."));
    }
  }

  @Override
  public CertificateChain certify(CertificateRequest request, String registrationId) {
    answer();
    issued++;
    Instant now = Instant.parse("2026-11-23T06:00:00Z");
    try {
      byte[] der =
          new X509v3CertificateBuilder(
                  new X500Name("CN=line3-a issuing"),
                  BigInteger.valueOf(0xc0ffee00L + issued),
                  Date.from(now),
                  Date.from(Instant.parse("2036-11-20T06:00:00Z")),
                  new X500Name("CN=" + registrationId),
                  SubjectPublicKeyInfo.getInstance(request.publicKey().toArray()))
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()))
              .getEncoded();
      return new CertificateChain(List.of(Bytes.of(der)));
    } catch (java.io.IOException | org.bouncycastle.operator.OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean stillGood(CertificateChain chain, String registrationId) {
    answer();
    return oldOnesAreGood;
  }

  @Override
  public SecretBytes derive(String group, String registrationId) {
    answer();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(GROUP_KEY, "HmacSHA256"));
      SecretBytes key =
          SecretBytes.taking(
              mac.doFinal(registrationId.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      givenOut.add(key);
      return key;
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  int issued() {
    return issued;
  }
}
