package io.birthmark.hsm;

import java.util.function.Predicate;

/**
 * What a device shall be when the run is over.
 *
 * @param record the identity record to stand in it
 * @param mayReplace whether an identity that is already in the device may give way; true only for
 *     one that was voided by name
 */
public record Wanted(IdentityRecord record, Predicate<IdentityRecord> mayReplace) {

  public static Wanted first(IdentityRecord record) {
    return new Wanted(record, existing -> false);
  }
}
