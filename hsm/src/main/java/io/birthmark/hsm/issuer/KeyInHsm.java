package io.birthmark.hsm.issuer;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_ECDSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_RSA_PKCS;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/**
 * The CA's private key, for as long as the session lasts.
 *
 * @param handle of the private key
 * @param id its CKA_ID, which its certificate shares
 */
record KeyInHsm(TokenSession session, long handle, Bytes id, AcceptedKey publicKey)
    implements SigningKey {

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    byte[] digest = digest(algorithm, message);
    return switch (algorithm) {
      case ECDSA_SHA256, ECDSA_SHA384 ->
          asSequence(session.sign(CKM_ECDSA, handle, Bytes.of(digest)));
      case RSA_PKCS1_SHA256 ->
          session.sign(
              CKM_RSA_PKCS,
              handle,
              Der.of(
                  new DigestInfo(
                      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),
                      digest)));
      case RSA_PSS_SHA256 -> throw new IllegalStateException("certificates are not signed by PSS");
    };
  }

  /** Hashed here: several tokens sign only what is hashed already. */
  private static byte[] digest(SigningAlgorithm algorithm, Bytes message) {
    try {
      return MessageDigest.getInstance(algorithm.digest()).digest(message.toArray());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm.digest(), e);
    }
  }

  /** A token gives r and s side by side (PKCS#11 v3.0 mechanisms, section 2.3.1). */
  private static Bytes asSequence(Bytes raw) {
    int half = raw.size() / 2;
    ASN1EncodableVector pair = new ASN1EncodableVector();
    pair.add(new ASN1Integer(new BigInteger(1, raw.slice(0, half).toArray())));
    pair.add(new ASN1Integer(new BigInteger(1, raw.slice(half, raw.size()).toArray())));
    return Der.of(new DERSequence(pair));
  }
}
