package io.birthmark.firstboot.tls;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One way to sign with an {@link ElementKey}; it verifies nothing. */
final class ElementSignature extends SignatureSpi {
  private final SigningAlgorithm algorithm;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private Optional<ElementKey> key = Optional.empty();

  ElementSignature(SigningAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    if (!(privateKey instanceof ElementKey ours) || !ours.offers(algorithm)) {
      throw new InvalidKeyException("not a key in an element that signs " + algorithm.javaName());
    }
    key = Optional.of(ours);
    message.reset();
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException("the platform verifies, not the element");
  }

  @Override
  protected void engineUpdate(byte b) {
    message.write(b);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    message.write(bytes, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    ElementKey signing = key.orElseThrow(() -> new SignatureException("no key was given"));
    Bytes whole = Bytes.of(message.toByteArray());
    message.reset();
    try {
      return signing.sign(algorithm, whole).toArray();
    } catch (ElementException e) {
      throw new SignatureException(e.getMessage(), e);
    }
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("the platform verifies, not the element");
  }

  /** RSASSA-PSS is told its digest and salt; the element does the one that TLS 1.3 begins with. */
  @Override
  protected void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    boolean known =
        algorithm == SigningAlgorithm.RSA_PSS_SHA256
            ? parameters instanceof PSSParameterSpec pss && isSha256(pss)
            : parameters == null;
    if (!known) {
      throw new InvalidAlgorithmParameterException(
          "the element does not sign " + algorithm.javaName() + " with " + parameters);
    }
  }

  private static boolean isSha256(PSSParameterSpec pss) {
    return pss.getDigestAlgorithm().equalsIgnoreCase("SHA-256")
        && pss.getSaltLength() == 32
        && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
        && mask.getDigestAlgorithm().equalsIgnoreCase("SHA-256");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("there is no parameter " + name);
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new InvalidParameterException("there is no parameter " + name);
  }
}
