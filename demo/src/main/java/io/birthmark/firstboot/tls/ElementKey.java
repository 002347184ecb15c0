package io.birthmark.firstboot.tls;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A private key that is somewhere else: it can be asked to sign, and there is nothing in it to take
 * away. It tells what TLS asks of a key before it signs (curve, length), which is public.
 */
abstract class ElementKey implements PrivateKey {
  @Serial private static final long serialVersionUID = 1;

  private final transient DeviceElement element;
  private final transient Set<SigningAlgorithm> algorithms;
  private final String family;

  private ElementKey(DeviceElement element, Set<SigningAlgorithm> algorithms, String family) {
    this.element = element;
    this.algorithms = Set.copyOf(algorithms);
    this.family = family;
  }

  /** The key in {@code element} whose other half is {@code half}; it offers {@code algorithms}. */
  static ElementKey of(DeviceElement element, PublicKey half, Set<SigningAlgorithm> algorithms)
      throws InvalidKeyException {
    if (half instanceof ECPublicKey ec) {
      return new Curve(element, algorithms, ec.getParams());
    }
    if (half instanceof RSAPublicKey rsa) {
      return new Rsa(element, algorithms, rsa.getModulus());
    }
    throw new InvalidKeyException("a key for " + half.getAlgorithm() + " is not used for TLS here");
  }

  boolean offers(SigningAlgorithm algorithm) {
    return algorithms.contains(algorithm);
  }

  /**
   * Has the element sign; TLS may come from any thread, the element wants one after the other.
   *
   * @throws ElementException when the element cannot
   */
  Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    synchronized (element) {
      return element.sign(algorithm, message);
    }
  }

  @Override
  public String getAlgorithm() {
    return family;
  }

  @Override
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  public byte @Nullable [] getEncoded() {
    return null;
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("the key stays in the element");
  }

  private static final class Curve extends ElementKey implements ECKey {
    @Serial private static final long serialVersionUID = 1;

    private final transient ECParameterSpec curve;

    Curve(DeviceElement element, Set<SigningAlgorithm> algorithms, ECParameterSpec curve) {
      super(element, algorithms, "EC");
      this.curve = curve;
    }

    @Override
    public ECParameterSpec getParams() {
      return curve;
    }
  }

  private static final class Rsa extends ElementKey implements RSAKey {
    @Serial private static final long serialVersionUID = 1;

    private final BigInteger modulus;

    Rsa(DeviceElement element, Set<SigningAlgorithm> algorithms, BigInteger modulus) {
      super(element, algorithms, "RSA");
      this.modulus = modulus;
    }

    @Override
    public BigInteger getModulus() {
      return modulus;
    }
  }
}
