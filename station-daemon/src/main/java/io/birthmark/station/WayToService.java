package io.birthmark.station;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.Credentials;
import io.birthmark.station.config.Secret;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.GroupWatch;
import io.birthmark.station.enrollment.UploadRules;
import io.birthmark.station.enrollment.Uploader;
import io.birthmark.station.enrollment.dps.DpsService;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.pulse.Pulse;
import io.birthmark.station.time.StationClock;
import io.birthmark.station.verb.StationParts.Uploading;
import java.security.SecureRandom;
import java.util.Optional;

/** The uploader and what it needs, made when a station is opened. */
final class WayToService {
  private WayToService() {}

  /** The way to the service, or the reason why this station has none now. */
  static Uploading of(
      StationConfig config,
      Credentials credentials,
      EnrollmentQueue queue,
      Groups groups,
      Optional<StationIssuer> issuer,
      StationClock clock,
      Pulse pulse) {
    Credentials.Reading key = credentials.policyKey();
    if (key instanceof Credentials.Reading.Unusable unusable) {
      return new Uploading.Impossible(
          Problem.ofStation(
              "credential.unusable",
              unusable.sentence(),
              "Devices are provisioned and wait in the queue; restart the station when the"
                  + " credential is there."));
    }
    Secret secret = ((Credentials.Reading.Found) key).secret();
    DpsService service;
    try {
      service = DpsConnection.open(config.dps(), secret, clock);
    } catch (IllegalArgumentException e) {
      return new Uploading.Impossible(
          Problem.ofStation(
              "dps.ca-file",
              "The service cannot be trusted: " + e.getMessage() + ".",
              "Correct [dps] ca_file; devices are provisioned and wait in the queue. Restart the"
                  + " station when the file is there."));
    }
    UploadRules rules =
        new UploadRules(
            config.dps().operationsPerMinute(),
            config.dps().batchSize(),
            config.dps().bulkCounts() == StationConfig.BulkCounts.ONCE);
    return new Uploading.Possible(
        new Uploader(
            queue,
            service,
            issuer.map(StationIssuer::derivedKeys).orElseGet(DerivedKeys::none),
            new GroupWatch(groups, service, GroupWatching.of(config, issuer)),
            clock::objection,
            rules,
            clock,
            new SecureRandom(),
            pulse),
        service,
        service.entries());
  }
}
