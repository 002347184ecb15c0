package io.birthmark.emulator.device;

import io.birthmark.emulator.enrollment.AllocationPolicy;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentContent;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Chooses a hub for a device.
 *
 * <p>{@code static} takes the first hub the enrollment names. {@code hashed}, which is also the
 * default, spreads devices over the enrollment's hubs, or all linked ones if it names none, by
 * rendezvous hashing: a device always lands on the same hub, and a hub linked later draws only its
 * own share.
 */
final class HubAllocation {

  private final List<String> linkedHubs;

  HubAllocation(List<String> linkedHubs) {
    this.linkedHubs = List.copyOf(linkedHubs);
  }

  String choose(EnrollmentContent content) {
    boolean fixed =
        content.allocationPolicy().filter(policy -> policy == AllocationPolicy.STATIC).isPresent();
    List<String> named = content.iotHubs();
    if (content.iotHubHostName().isPresent() && named.isEmpty()) {
      return content.iotHubHostName().get();
    }
    if (fixed) {
      return named.get(0);
    }
    String key = Enrollment.key(content.registrationId());
    return (named.isEmpty() ? linkedHubs : named)
        .stream()
            .max(Comparator.comparing((String hub) -> weight(hub, key)))
            .orElseThrow(() -> new IllegalStateException("No hub is linked"));
  }

  private static String weight(String hub, String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((hub + "\n" + key).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no SHA-256", e);
    }
  }
}
