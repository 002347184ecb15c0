package io.birthmark.emulator.device;

import io.birthmark.emulator.enrollment.Allocation;
import io.birthmark.emulator.enrollment.AllocationPolicy;
import io.birthmark.emulator.store.Table;
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
 * own share. {@code geoLatency} does the same, for nothing is near or far on one machine. {@code
 * custom} is a {@link WebhookCall}'s business.
 */
final class HubAllocation {

  private final List<String> linkedHubs;

  HubAllocation(List<String> linkedHubs) {
    this.linkedHubs = List.copyOf(linkedHubs);
  }

  String choose(Allocation allocation, String registrationId) {
    List<String> candidates = candidates(allocation);
    if (allocation.policy().filter(policy -> policy == AllocationPolicy.STATIC).isPresent()) {
      return candidates.get(0);
    }
    String key = Table.key(registrationId);
    return candidates.stream()
        .max(Comparator.comparing((String hub) -> weight(hub, key)))
        .orElseThrow(() -> new IllegalStateException("No hub is linked"));
  }

  /** The hubs a device of the enrollment may come to. */
  List<String> candidates(Allocation allocation) {
    if (!allocation.iotHubs().isEmpty()) {
      return allocation.iotHubs();
    }
    return allocation.iotHubHostName().map(List::of).orElse(linkedHubs);
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
