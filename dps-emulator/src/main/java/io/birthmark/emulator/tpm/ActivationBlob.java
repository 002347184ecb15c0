package io.birthmark.emulator.tpm;

import static io.birthmark.emulator.tpm.TpmCrypto.cfbEncrypt;
import static io.birthmark.emulator.tpm.TpmCrypto.concat;
import static io.birthmark.emulator.tpm.TpmCrypto.hmac;
import static io.birthmark.emulator.tpm.TpmCrypto.kdfa;
import static io.birthmark.emulator.tpm.TpmCrypto.name;
import static io.birthmark.emulator.tpm.TpmCrypto.oaep;
import static io.birthmark.emulator.tpm.TpmCrypto.sha256;
import static io.birthmark.emulator.tpm.TpmCrypto.sized;
import static io.birthmark.emulator.tpm.TpmCrypto.u16;

import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.sas.Secret;
import java.nio.charset.StandardCharsets;

/**
 * A secret for one TPM: what the device API calls {@code authenticationKey}.
 *
 * <p>An HMAC key is wrapped twice. The outer wrap is a duplication to the storage root key (SRK),
 * so that the device can import it; inside, the key is encrypted under an inner key, which is
 * itself a credential: only the TPM that holds the endorsement key (EK) <em>and</em> an object with
 * the SRK's name gives it out. So whoever signs with the HMAC key is that TPM. The steps are
 * TPM2_MakeCredential and TPM2_Duplicate of the TPM 2.0 Library, done without a TPM.
 *
 * <p>The blob is six sized fields: credential, its encrypted seed, duplicate, its encrypted seed,
 * the HMAC key's public area, and some data under the inner key which clients decrypt and ignore.
 */
public final class ActivationBlob {

  private static final int INNER_KEY_BYTES = 16;
  private static final int SEED_BYTES = 32;
  private static final int AES_KEY_BITS = 128;
  private static final int HMAC_KEY_BITS = 256;
  private static final int ALG_HMAC = 0x0005;
  private static final int ALG_KEYEDHASH = 0x0008;
  private static final int ALG_SHA256 = 0x000B;

  /** userWithAuth, noDA, sign: the key may sign whenever the device is on. */
  private static final byte[] SIGNING_KEY = {0x00, 0x04, 0x04, 0x40};

  private static final byte[] NOTHING = {};

  private final RandomSource random;

  public ActivationBlob(RandomSource random) {
    this.random = random;
  }

  /**
   * Wraps a key.
   *
   * @param hmacKey what the TPM shall sign with
   * @param note the data of the last field
   */
  public byte[] wrap(TpmPublicArea ek, TpmPublicArea srk, Secret hmacKey, String note) {
    byte[] innerKey = random.bytes(INNER_KEY_BYTES);
    return concat(
        credential(ek, srk, innerKey),
        duplicate(srk, hmacKey.bytes(), innerKey),
        sized(cfbEncrypt(innerKey, note.getBytes(StandardCharsets.UTF_8))));
  }

  private byte[] credential(TpmPublicArea ek, TpmPublicArea srk, byte[] innerKey) {
    byte[] srkName = name(srk.withoutSize());
    byte[] seed = random.bytes(SEED_BYTES);
    byte[] encrypted = cfbEncrypt(storageKey(seed, srkName), sized(innerKey));
    byte[] integrity = hmac(integrityKey(seed), encrypted, srkName);
    return concat(
        sized(sized(integrity), encrypted),
        sized(oaep(ek.rsaKey(), "IDENTITY", seed, random.random())));
  }

  private byte[] duplicate(TpmPublicArea srk, byte[] hmacKey, byte[] innerKey) {
    byte[] obfuscation = random.bytes(SEED_BYTES);
    byte[] publicArea = publicArea(sha256(obfuscation, hmacKey));
    byte[] keyName = name(publicArea);
    byte[] sensitive =
        sized(u16(ALG_KEYEDHASH), sized(NOTHING), sized(obfuscation), sized(hmacKey));
    byte[] inner = cfbEncrypt(innerKey, concat(sized(sha256(sensitive, keyName)), sensitive));
    byte[] seed = random.bytes(SEED_BYTES);
    byte[] outer = cfbEncrypt(storageKey(seed, keyName), inner);
    byte[] integrity = hmac(integrityKey(seed), outer, keyName);
    return concat(
        sized(sized(integrity), outer),
        sized(oaep(srk.rsaKey(), "DUPLICATE", seed, random.random())),
        sized(publicArea));
  }

  private static byte[] publicArea(byte[] unique) {
    return concat(
        u16(ALG_KEYEDHASH),
        u16(ALG_SHA256),
        SIGNING_KEY,
        sized(NOTHING),
        u16(ALG_HMAC),
        u16(ALG_SHA256),
        sized(unique));
  }

  private static byte[] storageKey(byte[] seed, byte[] name) {
    return kdfa(seed, "STORAGE", name, AES_KEY_BITS);
  }

  private static byte[] integrityKey(byte[] seed) {
    return kdfa(seed, "INTEGRITY", NOTHING, HMAC_KEY_BITS);
  }
}
