package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Which hub the devices of an enrollment get, and what becomes of them when they come again.
 *
 * @param policy empty for the instance's default, {@code hashed}
 * @param iotHubHostName the old way to name a single hub
 * @param webhook there if, and only if, the policy is {@code custom}
 */
public record Allocation(
    Optional<AllocationPolicy> policy,
    List<String> iotHubs,
    Optional<String> iotHubHostName,
    Optional<Webhook> webhook,
    Optional<Reprovisioning> reprovisioning) {

  public Allocation {
    iotHubs = List.copyOf(iotHubs);
  }

  /** Who chooses a hub in the service's place. */
  public record Webhook(URI url, String apiVersion) {}

  /**
   * What a repeated registration may change.
   *
   * @param updateHubAssignment whether the hub is chosen anew
   * @param migrateDeviceData whether the device's data goes with it to another hub
   */
  public record Reprovisioning(boolean updateHubAssignment, boolean migrateDeviceData) {}

  /** Without a policy the service does both. */
  public boolean updatesHub() {
    return reprovisioning.map(Reprovisioning::updateHubAssignment).orElse(true);
  }

  /** As {@link #updatesHub}. */
  public boolean migratesData() {
    return reprovisioning.map(Reprovisioning::migrateDeviceData).orElse(true);
  }

  void writeTo(ObjectNode json) {
    policy.ifPresent(present -> json.put("allocationPolicy", present.word()));
    if (!iotHubs.isEmpty()) {
      ArrayNode hubs = json.putArray("iotHubs");
      iotHubs.forEach(hubs::add);
    }
    iotHubHostName.ifPresent(hub -> json.put("iotHubHostName", hub));
    webhook.ifPresent(
        present ->
            json.putObject("customAllocationDefinition")
                .put("webhookUrl", present.url().toString())
                .put("apiVersion", present.apiVersion()));
    reprovisioning.ifPresent(
        present ->
            json.putObject("reprovisionPolicy")
                .put("updateHubAssignment", present.updateHubAssignment())
                .put("migrateDeviceData", present.migrateDeviceData()));
  }
}
