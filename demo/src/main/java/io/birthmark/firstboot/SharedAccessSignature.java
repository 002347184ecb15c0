package io.birthmark.firstboot;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The token by which a device shows that it can use a key: signed by the element, not here. */
final class SharedAccessSignature {
  private static final Duration LIFE = Duration.ofHours(1);

  private final String resource;
  private final long expiry;

  SharedAccessSignature(IdentityRecord record, Clock clock) {
    resource =
        ProvisioningClient.encoded(record.idScope() + "/registrations/" + record.registrationId());
    expiry = clock.instant().plus(LIFE).getEpochSecond();
  }

  /**
   * @param hmac HMAC-SHA256 with the device's key
   */
  String signedBy(UnaryOperator<Bytes> hmac) {
    Bytes signature =
        hmac.apply(Bytes.of((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8)));
    return "SharedAccessSignature sr="
        + resource
        + "&sig="
        + ProvisioningClient.encoded(signature.base64())
        + "&se="
        + expiry
        + "&skn=registration";
  }
}
