package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.journal.GroupKind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A group that some product of this station is made for.
 *
 * @param wanted what it has to be, as the station's HSM has it now; may throw {@link
 *     io.birthmark.hsm.ElementException}
 */
public record WatchedGroup(String name, GroupKind kind, Supplier<GroupWanted> wanted) {
  // No registration ID has a slash, so the HSM gives out no device's key here.
  private static final String PROBE = "birthmark/is-this-the-key";

  /**
   * A group of devices with certificates.
   *
   * @param issuer the CA certificates above a device's, the issuing one first
   * @param caReference the name by which the group refers to the CA, where it does so
   */
  public static WatchedGroup ofCertificates(
      String name, Supplier<CertificateChain> issuer, Optional<String> caReference) {
    return new WatchedGroup(
        name,
        GroupKind.X509,
        () ->
            new GroupWanted.OfCa(
                name,
                caReference.isPresent() ? List.<Bytes>of() : issuer.get().certificates(),
                caReference));
  }

  /** A group of devices with keys derived from the one that bears the group's name in the HSM. */
  public static WatchedGroup ofKey(String name, DerivedKeys keys) {
    return new WatchedGroup(
        name,
        GroupKind.SYMMETRIC_KEY,
        () -> new GroupWanted.OfKey(name, theirs -> isTheKey(name, keys, theirs)));
  }

  /** The HSM's key never leaves it, so both sign the same text and the signatures are compared. */
  static boolean isTheKey(String name, DerivedKeys keys, SecretBytes candidate) {
    try (SecretBytes ours = keys.derive(name, PROBE);
        SecretBytes theirs = candidate.lend(WatchedGroup::sign)) {
      return ours.lend(our -> theirs.lend(their -> MessageDigest.isEqual(our, their)));
    }
  }

  private static SecretBytes sign(byte[] key) {
    if (key.length == 0) {
      return SecretBytes.taking(key);
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return SecretBytes.taking(mac.doFinal(PROBE.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
