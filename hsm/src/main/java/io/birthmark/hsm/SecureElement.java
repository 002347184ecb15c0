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
   * Where the key is by which a device proves itself in this way, as it stands in the identity
   * record. To be called after {@link #identify}.
   */
  String keyReference(Attestation attestation);

  /**
   * The way to {@code wanted}. To be called after {@link #identify}; to resume after a crash is to
   * identify and plan again.
   */
  Plan plan(Wanted wanted);

  /** What now stands in the device, read afresh. To be called after the steps of a plan. */
  Contents readBack();

  /** What the talk has cost so far. */
  Cost cost();

  /**
   * Leaves the device so that it may be pulled, and disconnects. Nothing of ours stays loaded in
   * it, and pulling it does not count towards its lockout.
   */
  @Override
  void close();
}
