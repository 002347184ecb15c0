package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station's own TPM, which must never be taken for a device, whatever path leads to it. Its EK
 * is read before the first run, not at the start: a verb that runs nothing need not wait for it.
 */
public final class OwnTpm {
  private static final Logger LOG = LoggerFactory.getLogger(OwnTpm.class);

  private final Optional<TpmAddress> address;
  private final Duration limit;
  private Optional<Bytes> ek = Optional.empty();
  private boolean known;

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
    this.known = address.isEmpty();
  }

  /**
   * Reads the EK at its place, if that was not done yet. To be called before the slot's device is
   * connected: it may be this very TPM, and some speak to one at a time only.
   */
  synchronized void learn() {
    if (known) {
      return;
    }
    TpmAddress own = address.orElseThrow();
    try (DeviceTpm tpm = new DeviceTpm(TpmConnector.connect(own, limit))) {
      ek = Optional.of(tpm.endorsementKey());
      known = true;
    } catch (ElementException e) {
      // One that has no EK there is recognised by the slot's path alone, which the configuration
      // checks; one that does not answer now is asked again before the next run.
      known = !e.retryHelps();
      LOG.warn("the station's own TPM at {} cannot be recognised: {}", own, e.getMessage());
    }
  }

  synchronized boolean is(Hardware device) {
    return ek.map(Bytes::sha256).filter(device.sha256()::equals).isPresent();
  }
}
