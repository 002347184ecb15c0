package io.birthmark.station.verb;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@code export --certificates DIR} puts beside the list: a line of JSON for each device that
 * has a certificate, which the command line writes to files as the person who asked.
 */
final class ExportedCertificates implements Verb {
  private final Devices devices;

  ExportedCertificates(Devices devices) {
    this.devices = devices;
  }

  @Override
  public String name() {
    return "export certificates";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    Optional<Instant> since = Since.of(arguments);
    AtomicLong count = new AtomicLong();
    Exported.each(
        devices,
        since,
        device ->
            leaf(device)
                .ifPresent(
                    proof -> {
                      count.incrementAndGet();
                      caller.line(
                          Answer.object()
                              .put("registrationId", device.registrationId())
                              .put("pem", new CertificateChain(List.of(proof.evidence())).pem())
                              .toString());
                    }));
    return Answer.done(
        Answer.object().put("certificates", count.get()), count.get() + " certificates");
  }

  private static Optional<Proof> leaf(DeviceRow device) {
    return device
        .proof()
        .filter(proof -> proof.attestation() == Attestation.X509)
        .filter(proof -> device.state().live());
  }
}
