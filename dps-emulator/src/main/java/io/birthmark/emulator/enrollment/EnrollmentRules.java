package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an enrollment as a client sends it and refuses what the service would refuse. */
public final class EnrollmentRules {

  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9\\-._:]{0,126}[A-Za-z0-9\\-])?");
  private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9\\-.%_*?!(),:=@$']{1,128}");

  /** Members of the service that mean something there and nothing here. */
  private static final List<String> CARRIED = List.of("initialTwin", "capabilities");

  private static final String DEVICE_INFORMATION = "optionalDeviceInformation";

  private final Kind kind;
  private final Surroundings surroundings;

  EnrollmentRules(Kind kind, Surroundings surroundings) {
    this.kind = kind;
    this.surroundings = surroundings;
  }

  /** For what was accepted before. */
  public static EnrollmentRules stored(Kind kind) {
    return new EnrollmentRules(kind, Surroundings.FORGIVING);
  }

  public EnrollmentContent read(JsonNode node) {
    Members members = Members.of(node, "An " + kind.word());
    return new EnrollmentContent(
        kind,
        id(members.requiredText(kind.idMember())),
        AttestationRules.read(kind, members.requiredObject("attestation"), surroundings),
        deviceId(members),
        members.text("provisioningStatus").map(EnrollmentRules::enabled).orElse(true),
        AllocationRules.read(members, surroundings),
        carried(members));
  }

  Kind kind() {
    return kind;
  }

  /** Refuses what cannot be an id. */
  String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw Refusal.badRequest(
          kind.idMember()
              + " is invalid: 1 to 128 letters, digits and - . _ : beginning with a letter or digit"
              + " and ending with a letter, a digit or a hyphen.");
    }
    return text;
  }

  private Optional<String> deviceId(Members members) {
    Optional<String> deviceId = members.text("deviceId");
    if (deviceId.isPresent() && kind == Kind.GROUP) {
      throw Refusal.badRequest("An enrollment group has no deviceId: it is for many devices.");
    }
    if (deviceId.filter(text -> !DEVICE_ID.matcher(text).matches()).isPresent()) {
      throw Refusal.badRequest(
          "deviceId is invalid: 1 to 128 letters, digits and - . % _ * ? ! ( ) , : = @ $ '");
    }
    return deviceId;
  }

  private static boolean enabled(String status) {
    return switch (status) {
      case "enabled" -> true;
      case "disabled" -> false;
      default -> throw Refusal.badRequest("provisioningStatus must be enabled or disabled.");
    };
  }

  private Map<String, JsonNode> carried(Members members) {
    Map<String, JsonNode> carried = new LinkedHashMap<>();
    CARRIED.forEach(name -> carry(members, name, carried));
    if (kind == Kind.INDIVIDUAL) {
      carry(members, DEVICE_INFORMATION, carried);
    }
    return carried;
  }

  private static void carry(Members members, String name, Map<String, JsonNode> carried) {
    members.object(name).ifPresent(value -> carried.put(name, value.asJson()));
  }
}
