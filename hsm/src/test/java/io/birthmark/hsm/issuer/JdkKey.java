package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** A key in memory, as a device or a plant without an HSM would have it. */
record JdkKey(KeyPair pair) implements SigningKey {

  static JdkKey of(KeyKind kind) {
    return switch (kind) {
      case P256 -> generate("EC", new ECGenParameterSpec("secp256r1"));
      case P384 -> generate("EC", new ECGenParameterSpec("secp384r1"));
      case RSA_2048 -> rsa(2048);
      case RSA_3072 -> rsa(3072);
    };
  }

  static JdkKey rsa(int bits) {
    return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
  }

  static JdkKey curve(String name) {
    return generate("EC", new ECGenParameterSpec(name));
  }

  private static JdkKey generate(String algorithm, AlgorithmParameterSpec spec) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(spec);
      return new JdkKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Bytes encodedPublic() {
    return Bytes.of(pair.getPublic().getEncoded());
  }

  @Override
  public AcceptedKey publicKey() {
    try {
      return AcceptedKey.read(encodedPublic());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    try {
      Signature signature = Signature.getInstance(algorithm.javaName());
      signature.initSign(pair.getPrivate());
      signature.update(message.toArray());
      return Bytes.of(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
