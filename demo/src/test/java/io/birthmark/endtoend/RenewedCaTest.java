package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.Daemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device is called covered by what its group trusts, not by what the station issues with now. */
@Timeout(180)
class RenewedCaTest {
  private static final String GROUP = "line";

  private static String caOf(Bench bench) {
    return bench.cli("ca", "show", "--json").json().path("pem").asText();
  }

  /** The owner sets which CAs the group trusts. */
  private static void trust(Bench bench, String primary, String secondary) {
    ObjectNode group = new ObjectMapper().createObjectNode().put("enrollmentGroupId", GROUP);
    ObjectNode certificates =
        group
            .putObject("attestation")
            .put("type", "x509")
            .putObject("x509")
            .putObject("signingCertificates");
    certificates.putObject("primary").put("certificate", primary);
    if (!secondary.isEmpty()) {
      certificates.putObject("secondary").put("certificate", secondary);
    }
    DpsOwner owner = new DpsOwner(bench.folder().resolve("dps"));
    JsonNode unused = owner.call("DELETE", "/enrollmentGroups/" + GROUP, "");
    JsonNode made = owner.call("PUT", "/enrollmentGroups/" + GROUP, group.toString());
    assertThat(made.path("enrollmentGroupId").asText()).isEqualTo(GROUP);
    assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
  }

  private static JsonNode group(Bench bench) {
    return bench.cli("status", "--json").json().at("/groups/0");
  }

  private static JsonNode device(Bench bench, String serial) {
    return bench.cli("show", serial, "--json").json().at("/identities/0");
  }

  private static String standing(Bench bench, String serial) {
    return device(bench, serial).path("enrollment").asText();
  }

  private static void pass(Bench bench, String slot, String serial) {
    Said run = bench.provisionIn(slot, serial);
    assertThat(run.ending()).as("%s", run).isEqualTo("PASS 0");
  }

  @Test
  void devicesOfTheFormerCaAreCoveredWhileTheGroupHasItAndNotWhenItIsGone() {
    try (TokenBench line = new TokenBench().product("grouped", "x509-group", GROUP)) {
      var unusedA = line.slot("A", "grouped");
      var unusedB = line.slot("B", "grouped");
      Bench bench = line.certified().bench();
      String dps = bench.folder().resolve("dps/connection-string").toString();
      assertThat(
              bench
                  .cli("dps", "group", "create", GROUP, "--x509", "--connection-string-file", dps)
                  .exit())
          .isZero();
      try (Daemon unused = bench.daemon()) {
        pass(bench, "A", "000001");
        assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
        assertThat(standing(bench, "000001")).isEqualTo("covered");
        String former = caOf(bench);
        assertThat(bench.cli("ca", "init", "--self-signed").exit()).isZero();
        String renewed = caOf(bench);
        assertThat(renewed).isNotEqualTo(former);

        trust(bench, renewed, "");
        pass(bench, "B", "000002");

        assertThat(standing(bench, "000002")).isEqualTo("covered");
        JsonNode left = device(bench, "000001");
        assertThat(left.path("enrollment").asText()).isEqualTo("queued");
        assertThat(left.at("/problem/code").asText()).isEqualTo("group.older-ca");
        assertThat(group(bench).path("status").asText())
            .as("the line goes on")
            .isEqualTo("verified");
        assertThat(group(bench).path("uncovered").asInt()).isEqualTo(1);
        assertThat(bench.cli("status").out()).contains("group.older-ca", "secondary place");
        assertThat(bench.cli("status", "--json").json().at("/backlog/uncovered").asInt())
            .isEqualTo(1);
        assertThat(bench.cli("reconcile").exit()).as("in plain sight").isEqualTo(1);

        trust(bench, renewed, former);

        assertThat(standing(bench, "000001")).isEqualTo("covered");
        assertThat(group(bench).path("uncovered").asInt()).isZero();
      }
    }
  }
}
