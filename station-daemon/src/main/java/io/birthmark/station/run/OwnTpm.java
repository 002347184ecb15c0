package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The station's own TPM, which must never be taken for a device, whatever path leads to it. Its EK
 * is read before the first run, not at the start: a verb that runs nothing need not wait for it.
 *
 * <p>As long as it does not answer, no TPM is worked on: the one in the slot could be it. One that
 * answers and has no EK at its place is a different matter: it is recognised by the slot's path
 * alone, which the configuration checks, and {@code doctor} says so.
 */
public final class OwnTpm {
  private final Optional<TpmAddress> address;
  private final Duration limit;
  private final AtomicInteger failures = new AtomicInteger();
  private Optional<ElementException> lastFailure = Optional.empty();
  private Optional<Bytes> ek = Optional.empty();
  private boolean asked;

  public static OwnTpm none() {
    return new OwnTpm(Optional.empty(), Duration.ZERO);
  }

  /**
   * A station's TPM.
   *
   * @param address empty when it has none
   * @param limit for one command
   */
  public OwnTpm(Optional<TpmAddress> address, Duration limit) {
    this.address = address;
    this.limit = limit;
    this.asked = address.isEmpty();
  }

  /**
   * Reads the EK at its place, if that was not done yet. To be called before the slot's device is
   * connected: it may be this very TPM, and some speak to one at a time only.
   *
   * <p>Slots that start while it is being asked wait for that one answer, and share it when there
   * is none: with a TPM that hangs, the last of eight slots would else wait eight times as long.
   *
   * @throws ElementException when the TPM does not answer; it is asked again before the next run
   */
  void learn() {
    int before = failures.get();
    synchronized (this) {
      if (failures.get() > before) {
        throw lastFailure.orElseThrow();
      }
      if (!asked) {
        ask();
      }
    }
  }

  private void ask() {
    TpmAddress own = address.orElseThrow();
    try (DeviceTpm tpm = new DeviceTpm(TpmConnector.connect(own, limit))) {
      ek = tpm.maybeEndorsementKey();
      asked = true;
    } catch (ElementException e) {
      ElementException silence =
          ElementException.passing(
              RunProblems.ownTpmDoesNotAnswer(own.toString(), e.problem().sentence()), e);
      lastFailure = Optional.of(silence);
      failures.incrementAndGet();
      throw silence;
    }
  }

  /** A token is told apart without a look at the TPM, which may be hanging just now. */
  boolean is(Hardware device) {
    return device.kind() == Hardware.Kind.TPM && isEk(device.sha256());
  }

  private synchronized boolean isEk(Bytes sha256) {
    return ek.map(Bytes::sha256).filter(sha256::equals).isPresent();
  }

  /** How well the station can tell its own TPM from a device. */
  public sealed interface Recognition {
    /** It has no TPM that it was told of. */
    record NotNeeded() implements Recognition {}

    /** By its EK, whatever path leads to it. */
    record ByEk(TpmAddress address) implements Recognition {}

    /** Only by the slot's path; runs go on. */
    record ByPath(Problem problem) implements Recognition {}

    /** Not now; no run on a TPM begins. */
    record Impossible(Problem problem) implements Recognition {}
  }

  /** Asks the TPM, if that was not done yet. */
  public Recognition recognition() {
    if (address.isEmpty()) {
      return new Recognition.NotNeeded();
    }
    try {
      learn();
    } catch (ElementException e) {
      return new Recognition.Impossible(e.problem());
    }
    return known();
  }

  private synchronized Recognition known() {
    return ek.isPresent()
        ? new Recognition.ByEk(address.orElseThrow())
        : new Recognition.ByPath(RunProblems.ownTpmWithoutEk(address.orElseThrow().toString()));
  }
}
