package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import tss.tpm.TPMS_SIGNATURE_ECC;
import tss.tpm.TPMS_SIGNATURE_RSA;
import tss.tpm.TPMS_SIG_SCHEME_ECDSA;
import tss.tpm.TPMS_SIG_SCHEME_RSAPSS;
import tss.tpm.TPMS_SIG_SCHEME_RSASSA;
import tss.tpm.TPMT_TK_HASHCHECK;
import tss.tpm.TPMU_SIGNATURE;
import tss.tpm.TPMU_SIG_SCHEME;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;

/** Signs with a key that stays in the TPM (TPM2_Sign); the message is hashed here. */
record SigningKey(TpmCommands tpm, int handle) {

  /** The signature as certificates and TLS carry it. */
  Bytes sign(SigningAlgorithm algorithm, byte[] message) {
    TPMU_SIGNATURE signature =
        tpm.Sign(
            TPM_HANDLE.from(handle),
            digest(algorithm, message),
            scheme(algorithm),
            TPMT_TK_HASHCHECK.nullTicket());
    return switch (algorithm) {
      case ECDSA_SHA256, ECDSA_SHA384 -> ecdsa(signature);
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> rsa(signature);
    };
  }

  private static byte[] digest(SigningAlgorithm algorithm, byte[] message) {
    try {
      return MessageDigest.getInstance(algorithm.digest()).digest(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + algorithm.digest(), e);
    }
  }

  private static TPMU_SIG_SCHEME scheme(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_SHA256 -> new TPMS_SIG_SCHEME_ECDSA(TPM_ALG_ID.SHA256);
      case ECDSA_SHA384 -> new TPMS_SIG_SCHEME_ECDSA(TPM_ALG_ID.SHA384);
      case RSA_PKCS1_SHA256 -> new TPMS_SIG_SCHEME_RSASSA(TPM_ALG_ID.SHA256);
      case RSA_PSS_SHA256 -> new TPMS_SIG_SCHEME_RSAPSS(TPM_ALG_ID.SHA256);
    };
  }

  /** RFC 3279, section 2.2.3: a SEQUENCE of r and s. */
  private static Bytes ecdsa(TPMU_SIGNATURE signature) {
    if (signature instanceof TPMS_SIGNATURE_ECC ecc
        && ecc.signatureR != null
        && ecc.signatureS != null) {
      try {
        return Bytes.of(
            new DERSequence(
                    new ASN1Integer[] {
                      new ASN1Integer(new BigInteger(1, ecc.signatureR)),
                      new ASN1Integer(new BigInteger(1, ecc.signatureS))
                    })
                .getEncoded(ASN1Encoding.DER));
      } catch (IOException e) {
        throw new AssertionError("two numbers can be encoded", e);
      }
    }
    throw noSignature();
  }

  private static Bytes rsa(TPMU_SIGNATURE signature) {
    if (signature instanceof TPMS_SIGNATURE_RSA rsa && rsa.sig != null) {
      return Bytes.of(rsa.sig);
    }
    throw noSignature();
  }

  private static ElementException noSignature() {
    return ElementException.lasting(
        TpmProblems.badResponse("Sign", "no signature of the kind that was asked for"));
  }

  /** Whether the Java platform takes {@code signature} for one over {@code message}. */
  static boolean verifies(
      SigningAlgorithm algorithm, PublicKey key, byte[] message, Bytes signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm.javaName());
      if (algorithm == SigningAlgorithm.RSA_PSS_SHA256) {
        verifier.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature.toArray());
    } catch (GeneralSecurityException e) {
      // The platform's way to say that it is not even shaped like a signature by such a key.
      return false;
    }
  }
}
