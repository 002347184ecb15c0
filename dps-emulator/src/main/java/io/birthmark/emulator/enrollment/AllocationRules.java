package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.enrollment.Allocation.Reprovisioning;
import io.birthmark.emulator.enrollment.Allocation.Webhook;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the members that say which hub a device gets. */
final class AllocationRules {

  private static final Set<String> WEB = Set.of("https", "http");

  private AllocationRules() {}

  static Allocation read(Members enrollment, Surroundings surroundings) {
    Allocation allocation =
        new Allocation(
            enrollment.text("allocationPolicy").map(AllocationRules::policy),
            enrollment.texts("iotHubs"),
            enrollment.text("iotHubHostName"),
            enrollment.object("customAllocationDefinition").map(AllocationRules::webhook),
            enrollment.object("reprovisionPolicy").map(AllocationRules::reprovisioning));
    checkHubs(allocation);
    checkWebhook(allocation);
    allocation.iotHubs().forEach(hub -> requireLinked(hub, surroundings));
    allocation.iotHubHostName().ifPresent(hub -> requireLinked(hub, surroundings));
    return allocation;
  }

  private static AllocationPolicy policy(String word) {
    return AllocationPolicy.of(word)
        .orElseThrow(
            () ->
                Refusal.badRequest(
                    "allocationPolicy is unknown: it must be hashed, geoLatency, static or custom."));
  }

  private static Webhook webhook(Members definition) {
    String text = definition.requiredText("webhookUrl");
    try {
      URI url = new URI(text);
      String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      if (WEB.contains(scheme) && url.getHost() != null) {
        return new Webhook(url, definition.requiredText("apiVersion"));
      }
    } catch (URISyntaxException e) {
      throw notAWebAddress();
    }
    throw notAWebAddress();
  }

  private static Refusal notAWebAddress() {
    return Refusal.badRequest("webhookUrl must be an http or https address.");
  }

  private static Reprovisioning reprovisioning(Members policy) {
    return new Reprovisioning(
        policy.requiredFlag("updateHubAssignment"), policy.requiredFlag("migrateDeviceData"));
  }

  private static void checkHubs(Allocation allocation) {
    List<String> hubs = allocation.iotHubs();
    if (!hubs.isEmpty() && allocation.policy().isEmpty()) {
      throw Refusal.badRequest(
          "Enrollment allocationPolicy must be specified when iotHubs are specified.");
    }
    if (hubs.isEmpty()
        && allocation.iotHubHostName().isEmpty()
        && allocation.policy().equals(Optional.of(AllocationPolicy.STATIC))) {
      throw Refusal.badRequest("allocationPolicy static needs iotHubs.");
    }
  }

  private static void checkWebhook(Allocation allocation) {
    boolean custom = allocation.policy().equals(Optional.of(AllocationPolicy.CUSTOM));
    if (custom && allocation.webhook().isEmpty()) {
      throw Refusal.badRequest("allocationPolicy custom needs customAllocationDefinition.");
    }
    if (!custom && allocation.webhook().isPresent()) {
      throw Refusal.badRequest("customAllocationDefinition needs allocationPolicy custom.");
    }
  }

  private static void requireLinked(String hub, Surroundings surroundings) {
    if (!surroundings.isLinked(hub)) {
      throw Refusal.badRequest("'" + hub + "' is not a linked IoT hub.");
    }
  }
}
