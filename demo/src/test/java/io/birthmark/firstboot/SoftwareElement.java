package io.birthmark.firstboot;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An element in memory: it has what a test gives it, and counts what it is asked. */
public final class SoftwareElement implements DeviceElement {
  private Optional<IdentityRecord> record = Optional.empty();
  private Optional<CertificateChain> chain = Optional.empty();
  private Optional<PrivateKey> key = Optional.empty();
  private Bytes secret = Bytes.of(new byte[0]);
  private Set<SigningAlgorithm> unable = EnumSet.noneOf(SigningAlgorithm.class);
  private int signaturesLeft = Integer.MAX_VALUE;
  private int pssSalt = 32;
  private final AtomicInteger signatures = new AtomicInteger();

  public SoftwareElement with(IdentityRecord itsRecord) {
    record = Optional.of(itsRecord);
    return this;
  }

  public SoftwareElement with(CertificateChain itsChain, PrivateKey itsKey) {
    chain = Optional.of(itsChain);
    key = Optional.of(itsKey);
    return this;
  }

  public SoftwareElement withSecret(Bytes hmacKey) {
    secret = hmacKey;
    return this;
  }

  public SoftwareElement unableTo(SigningAlgorithm... algorithms) {
    unable = Set.of(algorithms);
    return this;
  }

  /** RSASSA-PSS with the longest salt that fits, as the TPM library's first revisions made it. */
  public SoftwareElement withPssSalt(int bytes) {
    pssSalt = bytes;
    return this;
  }

  /** It is pulled out after so many signatures. */
  public SoftwareElement pulledAfter(int count) {
    signaturesLeft = count;
    return this;
  }

  public int signatures() {
    return signatures.get();
  }

  @Override
  public Optional<IdentityRecord> record() {
    return record;
  }

  @Override
  public CertificateChain certificateChain() {
    return chain.orElseThrow(() -> broken("there is no certificate"));
  }

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    if (unable.contains(algorithm)) {
      throw broken("it does not know " + algorithm);
    }
    if (signatures.incrementAndGet() > signaturesLeft) {
      throw broken("it was pulled out");
    }
    try {
      Signature signer = Signature.getInstance(algorithm.javaName());
      if (algorithm == SigningAlgorithm.RSA_PSS_SHA256) {
        signer.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, pssSalt, 1));
      }
      signer.initSign(key.orElseThrow());
      signer.update(message.toArray());
      return Bytes.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Bytes hmac(Bytes data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toArray(), "HmacSHA256"));
      return Bytes.of(mac.doFinal(data.toArray()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ElementException broken(String sentence) {
    return ElementException.lasting(
        Problem.ofDevice("software.broken", sentence + ".", "Try another."));
  }

  @Override
  public void close() {}
}
