package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads an individual enrollment as a client sends it and refuses what the service would refuse.
 */
public final class EnrollmentRules {

  private static final Pattern REGISTRATION_ID =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9\\-._:]{0,126}[A-Za-z0-9\\-])?");
  private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9\\-.%_*?!(),:=@$']{1,128}");

  /** Members of the service that mean something there and nothing here. */
  private static final List<String> CARRIED =
      List.of("initialTwin", "capabilities", "reprovisionPolicy", "optionalDeviceInformation");

  private final Predicate<String> linked;

  private EnrollmentRules(Predicate<String> linked) {
    this.linked = linked;
  }

  /** For what clients send. */
  static EnrollmentRules linkedTo(List<String> hubs) {
    return new EnrollmentRules(Set.copyOf(hubs)::contains);
  }

  /** For what was accepted before: a hub may have been unlinked since. */
  public static EnrollmentRules stored() {
    return new EnrollmentRules(hub -> true);
  }

  public EnrollmentContent read(JsonNode node) {
    Members members = Members.of(node, "An enrollment");
    String registrationId = registrationId(members.requiredText("registrationId"));
    List<String> hubs = members.texts("iotHubs");
    Optional<String> singleHub = members.text("iotHubHostName");
    Optional<AllocationPolicy> policy = members.text("allocationPolicy").map(this::policy);
    checkHubs(hubs, singleHub, policy);
    if (members.has("customAllocationDefinition")) {
      throw Refusal.notYet("custom allocation");
    }
    refuseOtherReprovisioning(members);
    return new EnrollmentContent(
        registrationId,
        AttestationRules.read(members.requiredObject("attestation")),
        members.text("deviceId").map(EnrollmentRules::deviceId),
        members.text("provisioningStatus").map(EnrollmentRules::enabled).orElse(true),
        policy,
        hubs,
        singleHub,
        carried(members));
  }

  public static String registrationId(String text) {
    if (!REGISTRATION_ID.matcher(text).matches()) {
      throw Refusal.badRequest(
          "registrationId is invalid: 1 to 128 letters, digits and - . _ : beginning with a letter or digit"
              + " and ending with a letter, a digit or a hyphen.");
    }
    return text;
  }

  private static String deviceId(String text) {
    if (!DEVICE_ID.matcher(text).matches()) {
      throw Refusal.badRequest(
          "deviceId is invalid: 1 to 128 letters, digits and - . % _ * ? ! ( ) , : = @ $ '");
    }
    return text;
  }

  private static boolean enabled(String status) {
    return switch (status) {
      case "enabled" -> true;
      case "disabled" -> false;
      default -> throw Refusal.badRequest("provisioningStatus must be enabled or disabled.");
    };
  }

  private AllocationPolicy policy(String word) {
    return switch (word) {
      case "hashed" -> AllocationPolicy.HASHED;
      case "static" -> AllocationPolicy.STATIC;
      case "geoLatency" -> throw Refusal.notYet("allocation by latency (geoLatency)");
      case "custom" -> throw Refusal.notYet("custom allocation");
      default -> throw Refusal.badRequest("allocationPolicy is unknown.");
    };
  }

  private void checkHubs(
      List<String> hubs, Optional<String> singleHub, Optional<AllocationPolicy> policy) {
    if (!hubs.isEmpty() && policy.isEmpty()) {
      throw Refusal.badRequest(
          "Enrollment allocationPolicy must be specified when iotHubs are specified.");
    }
    if (hubs.isEmpty()
        && singleHub.isEmpty()
        && policy.equals(Optional.of(AllocationPolicy.STATIC))) {
      throw Refusal.badRequest("allocationPolicy static needs iotHubs.");
    }
    hubs.forEach(this::checkLinked);
    singleHub.ifPresent(this::checkLinked);
  }

  private void checkLinked(String hub) {
    if (!linked.test(hub)) {
      throw Refusal.badRequest("'" + hub + "' is not a linked IoT hub.");
    }
  }

  /** The service's default (move and migrate) is done; keeping a hub or its data apart is not. */
  private static void refuseOtherReprovisioning(Members members) {
    members
        .object("reprovisionPolicy")
        .ifPresent(
            policy -> {
              boolean asByDefault =
                  policy.flag("updateHubAssignment").orElse(false)
                      && policy.flag("migrateDeviceData").orElse(false);
              if (!asByDefault) {
                throw Refusal.notYet("a reprovisionPolicy other than the service's default");
              }
            });
  }

  private static Map<String, JsonNode> carried(Members members) {
    Map<String, JsonNode> carried = new LinkedHashMap<>();
    for (String name : CARRIED) {
      members
          .object(name)
          .flatMap(present -> members.value(name))
          .ifPresent(value -> carried.put(name, value));
    }
    return carried;
  }
}
