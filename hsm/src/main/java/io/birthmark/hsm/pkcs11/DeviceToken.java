package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_SHA256_HMAC;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.pkcs11.module.Access;
import io.birthmark.hsm.pkcs11.module.Owner;
import io.birthmark.hsm.pkcs11.module.Pkcs11Module;
import io.birthmark.hsm.pkcs11.module.Signing;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A token as the device itself uses it: the record and the certificates are read from it, and its
 * key is used where it is. The PIN is the one thing that comes from outside.
 */
public final class DeviceToken implements DeviceElement {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Token token;
  private final TokenSession session;

  private DeviceToken(Token token, TokenSession session) {
    this.token = token;
    this.session = session;
  }

  /**
   * Finds the token labelled {@code label} behind the PKCS#11 library {@code module} and logs in.
   *
   * @param pin the user's PIN; the caller closes it
   */
  public static DeviceToken open(Path module, String label, SecretBytes pin) {
    return open(Pkcs11Module.at(module), new TokenChoice.ByLabel(label), pin);
  }

  static DeviceToken open(Pkcs11Module module, TokenChoice choice, SecretBytes pin) {
    Token token =
        module.connect(new Access(Owner.DEVICE, choice, false, List.of(), LIMIT, PATIENCE));
    boolean open = false;
    try {
      TokenSession session = token.openReadOnly();
      DeviceToken device = new DeviceToken(token, session);
      session.login(pin);
      open = true;
      return device;
    } finally {
      if (!open) {
        token.close();
      }
    }
  }

  @Override
  public Optional<IdentityRecord> record() {
    return RecordObject.read(session);
  }

  @Override
  public CertificateChain certificateChain() {
    return CertifiedKey.inForce(session)
        .orElseThrow(() -> missing("there is no key with a certificate"));
  }

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    return Signing.sign(session, key(CKO_PRIVATE_KEY), algorithm, message);
  }

  @Override
  public Bytes hmac(Bytes data) {
    return session.sign(CKM_SHA256_HMAC, key(CKO_SECRET_KEY), data);
  }

  private long key(long objectClass) {
    return Inventory.of(session).keys(objectClass).stream()
        .filter(item -> item.standing() == Names.Standing.IN_FORCE)
        .map(Inventory.Item::handle)
        .findFirst()
        .orElseThrow(() -> missing("the key that proves the device is not on it"));
  }

  private static ElementException missing(String what) {
    return ElementException.lasting(Pkcs11Problems.readBackDiffers(what));
  }

  @Override
  public void close() {
    session.close();
    token.close();
  }
}
