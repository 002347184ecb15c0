package io.birthmark.hsm;

/**
 * One device's TPM or token, connected for one run. Not thread-safe: one run, one thread.
 *
 * <p>Every method may throw {@link ElementException}.
 */
public interface SecureElement extends AutoCloseable {

  /** What the device is; writes nothing and leaves nothing behind. */
  Identification identify();

  /**
   * The way to {@code wanted}. To be called after {@link #identify}; to resume after a crash is to
   * identify and plan again.
   */
  Plan plan(Wanted wanted);

  /** The identity record as it now stands in the device, read afresh. */
  IdentityRecord readBack();

  /** What the talk has cost so far. */
  Cost cost();

  /**
   * Leaves the device so that it may be pulled, and disconnects. Nothing of ours stays loaded in
   * it, and pulling it does not count towards its lockout.
   */
  @Override
  void close();
}
