package io.birthmark.demo.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Software tokens that SoftHSM was cut off from while it wrote them, and those that are whole. */
class TokenInsideTest {
  /** CKA_OS_TOKENFLAGS as SoftHSM stores an attribute: its type, the kind "number", the number. */
  private static final byte[] FLAGS = {
    0, 0, 0, 0, (byte) 0x80, 0, 0x53, 0x4b, 0, 0, 0, 0, 0, 0, 0, 2
  };

  /** CKF_SO_PIN_LOCKED and CKF_SO_PIN_TO_BE_CHANGED: what SoftHSM makes a token with at first. */
  private static final long JUST_MADE = 0xc00000;

  @TempDir private Path folder;
  private Path configuration = Path.of("");

  @BeforeEach
  void twoTokens() throws Exception {
    Path tokens = Files.createDirectory(folder.resolve("tokens"));
    configuration =
        Files.writeString(
            folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
    for (String label : List.of("device-d", "device-e")) {
      Shell.run(
          Map.of("SOFTHSM2_CONF", configuration.toString()),
          "softhsm2-util --init-token --free --label " + label + " --so-pin 87654321 --pin 1234");
    }
  }

  private TokenInside token(String label) {
    return new TokenInside(configuration.toString(), label, "1234");
  }

  private List<Path> tokens() throws IOException {
    try (Stream<Path> tokens = Files.list(folder.resolve("tokens"))) {
      return tokens.sorted().toList();
    }
  }

  private Path folderOf(String label) throws IOException {
    for (Path token : tokens()) {
      if (Files.readString(token.resolve("token.object"), ISO_8859_1).contains(label)) {
        return token;
      }
    }
    throw new AssertionError("no token " + label);
  }

  /** As it is when the process dies between making a token and giving it a PIN. */
  private static void cutOffWhileItWasMade(Path token) throws IOException {
    Path file = token.resolve("token.object");
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at + FLAGS.length < bytes.length; at++) {
      if (ByteBuffer.wrap(bytes, at, FLAGS.length).equals(ByteBuffer.wrap(FLAGS))) {
        ByteBuffer flags = ByteBuffer.wrap(bytes, at + FLAGS.length, Long.BYTES);
        flags.putLong(at + FLAGS.length, flags.getLong(at + FLAGS.length) | JUST_MADE);
        Files.write(file, bytes);
        return;
      }
    }
    throw new AssertionError("no flags in " + file);
  }

  @Test
  void oneThatIsWholeIsNotTorn() throws Exception {
    assertThat(token("device-d").look()).isNotIn(Look.TORN, Look.BLANK);
    assertThat(token("device-x").look()).isEqualTo(Look.BLANK);
  }

  @Test
  void oneWithoutItsSecurityOfficersPinIsTornAndGoesAloneWhenItIsRemoved() throws Exception {
    cutOffWhileItWasMade(folderOf("device-d"));
    assertThat(token("device-d").look()).isEqualTo(Look.TORN);
    assertThat(token("device-e").look()).isNotIn(Look.TORN, Look.BLANK);
    assertThat(tokens()).as("to look takes nothing away").hasSize(2);
    Path whole = folderOf("device-e");

    token("device-d").remove();

    assertThat(tokens()).containsExactly(whole);
    assertThat(token("device-d").look()).isEqualTo(Look.BLANK);
  }

  @Test
  void oneWithAnEmptiedObjectIsTorn() throws Exception {
    Files.createFile(folderOf("device-e").resolve("00000000-0000-0000-0000-000000000001.object"));
    assertThat(token("device-e").look()).isEqualTo(Look.TORN);
    assertThat(token("device-d").look()).isNotIn(Look.TORN, Look.BLANK);
  }
}
