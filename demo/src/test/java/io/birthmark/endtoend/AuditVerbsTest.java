package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The journal of a real line, its heads signed in the station's HSM, and an auditor. */
class AuditVerbsTest {

  private static List<Path> heads(TokenBench line) throws IOException {
    try (Stream<Path> files = Files.list(line.bench().state().resolve("audit"))) {
      return files.sorted().toList();
    }
  }

  private static void change(TokenBench line, String sql) {
    String unused =
        Tools.run(
            Map.of("DB", line.bench().journal().toString(), "Q", sql), "sqlite3 \"$DB\" \"$Q\"");
  }

  @Test
  void aStopLeavesAHeadThatOpensslVerifies() throws IOException {
    try (TokenBench line = new TokenBench()) {
      var unusedToken = line.slot("A", "press");
      try (Daemon unused = line.certified().bench().daemon()) {
        assertThat(line.bench().provision("000001").ending()).isEqualTo("PASS 0");
        assertThat(line.bench().cli("audit", "verify").out())
            .as("with the daemon running, before there is a head")
            .contains("audit.no-heads");
      }

      assertThat(heads(line)).hasSize(1);
      // As docs/audit.md tells it to people.
      assertThat(
              Tools.run(
                  Map.of("HEAD", heads(line).get(0).toString()),
                  """
                  cd "$(mktemp -d)"
                  jq -j .statement "$HEAD" > statement
                  jq -r .publicKey "$HEAD" > key.pem
                  jq -r .signature "$HEAD" | base64 -d > signature
                  openssl dgst -sha256 -verify key.pem -signature signature statement
                  jq -r .station statement\
                  """))
          .isEqualTo("Verified OK\nline3-a");

      Said verified = line.bench().cli("audit", "verify", "--json");
      assertThat(verified.exit()).as("%s", verified).isZero();
      assertThat(verified.json().path("intact").asBoolean()).isTrue();
      assertThat(verified.json().at("/heads/signed").asInt()).isEqualTo(1);
      assertThat(verified.json().path("notes")).isEmpty();
      assertThat(line.bench().cli("doctor").out())
          .contains("green   audit: The journal's last head");
    }
  }

  @Test
  void anAuditorFarAwayFindsThatTheJournalWasCutOff() throws IOException {
    try (TokenBench line = new TokenBench()) {
      var unusedToken = line.slot("A", "press");
      assertThat(line.certified().bench().provision("000001").ending()).isEqualTo("PASS 0");
      Said signed = line.bench().cli("audit", "sign", "--json");
      Path kept = line.folder().resolve("kept-elsewhere.json");
      Files.move(Path.of(signed.json().path("file").asText()), kept);
      Path key = line.folder().resolve("noted-at-set-up.pem");
      Files.writeString(
          key, Tools.run(Map.of("HEAD", kept.toString()), "jq -r .publicKey \"$HEAD\""));

      change(line, "DELETE FROM events WHERE id > 2");

      assertThat(line.bench().cli("audit", "verify").exit())
          .as("the box alone cannot know")
          .isZero();
      Said here = line.bench().cli("audit", "verify", "--head", kept.toString());
      assertThat(here.exit()).isEqualTo(1);
      assertThat(here.out()).contains("audit.cut-off", "The journal ends with event 2");

      Path copy = line.folder().resolve("copy.db");
      change(line, "VACUUM INTO '" + copy + "'");
      Said there =
          Here.cli(
              "audit",
              "verify",
              "--json",
              "--journal",
              copy.toString(),
              "--key",
              key.toString(),
              "--head",
              kept.toString());
      assertThat(there.exit()).isEqualTo(1);
      assertThat(there.json().at("/findings/0/code").asText()).isEqualTo("audit.cut-off");
      assertThat(there.json().at("/findings/0/event").asInt()).isEqualTo(3);
    }
  }

  @Test
  void wrongFilesAreWrongUse() throws IOException {
    try (TokenBench line = new TokenBench()) {
      Path none = line.folder().resolve("none");
      Path noKey = Files.writeString(line.folder().resolve("no-key"), "no key");

      assertThat(Here.cli("audit", "verify", "--journal", "x", "--head", none.toString()).exit())
          .isEqualTo(2);
      assertThat(Here.cli("audit", "verify", "--journal", none.toString()).exit()).isEqualTo(3);
      assertThat(Here.cli("audit", "verify", "--journal", "x", "--key", noKey.toString()).exit())
          .isNotZero();
    }
  }
}
