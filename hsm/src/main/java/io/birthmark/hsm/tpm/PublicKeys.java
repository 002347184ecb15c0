package io.birthmark.hsm.tpm;

import io.birthmark.hsm.ElementException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ECC_CURVE;

/** A TPM's public keys as the Java platform has them. */
final class PublicKeys {
  private static final long USUAL_EXPONENT = 65537;

  private PublicKeys() {}

  static PublicKey of(TPMT_PUBLIC area) {
    try {
      if (area.parameters instanceof TPMS_ECC_PARMS parameters
          && area.unique instanceof TPMS_ECC_POINT point) {
        ECPoint at = new ECPoint(new BigInteger(1, point.x), new BigInteger(1, point.y));
        return key("EC", new ECPublicKeySpec(at, curve(parameters.curveID)));
      }
      if (area.parameters instanceof TPMS_RSA_PARMS parameters
          && area.unique instanceof TPM2B_PUBLIC_KEY_RSA rsa) {
        long exponent =
            parameters.exponent == 0 ? USUAL_EXPONENT : Integer.toUnsignedLong(parameters.exponent);
        return key(
            "RSA",
            new RSAPublicKeySpec(new BigInteger(1, rsa.buffer), BigInteger.valueOf(exponent)));
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      // A number that is none, or a null where TSS.Java read a field of size zero.
      throw ElementException.lasting(TpmProblems.badResponse("ReadPublic", "no usable key"), e);
    }
    throw ElementException.lasting(
        TpmProblems.badResponse("ReadPublic", "a key of an unexpected kind"));
  }

  private static PublicKey key(String algorithm, KeySpec spec) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(spec);
  }

  private static ECParameterSpec curve(TPM_ECC_CURVE curve) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(
        new ECGenParameterSpec(curve.equals(TPM_ECC_CURVE.NIST_P384) ? "secp384r1" : "secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
