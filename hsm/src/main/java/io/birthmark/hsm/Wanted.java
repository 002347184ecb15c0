package io.birthmark.hsm;

import java.util.function.Predicate;

/**
 * What a device shall be when the run is over.
 *
 * @param record the identity record to stand in it
 * @param keyKind of the key to be made in it, for X.509
 * @param stillGood whether a chain that is already in it, and belongs to its key, may stay: from
 *     our issuer, for this registration ID, and not about to end
 * @param mayReplace whether an identity that is already in the device may give way; true only for
 *     one that was voided by name
 * @param leftover whether a chain whose key is gone was the certificate of such a voided identity,
 *     so that nobody misses it
 */
public record Wanted(
    IdentityRecord record,
    KeyKind keyKind,
    Predicate<CertificateChain> stillGood,
    Predicate<IdentityRecord> mayReplace,
    Predicate<CertificateChain> leftover) {

  /** For a device that proves itself by what it has already. */
  public static Wanted first(IdentityRecord record) {
    return new Wanted(record, KeyKind.P256, chain -> false, existing -> false, chain -> false);
  }
}
