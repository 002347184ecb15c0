package io.birthmark.station.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** journald's native protocol, and $JOURNAL_STREAM of systemd.exec(5). */
class JournalTest {
  @TempDir Path dir;

  @Test
  void anEntryIsFieldsAndOneWithALineEndHasItsSize() throws Exception {
    Path path = dir.resolve("journal");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("PRIORITY", "3");
    fields.put("MESSAGE", "two\nlines – é");
    fields.put("BIRTHMARK_SLOT", "A");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      JournalSocket.at(path).send(fields);
      ear.await("BIRTHMARK_SLOT=A\n");
      byte[] value = "two\nlines – é".getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      entry.writeBytes("PRIORITY=3\nMESSAGE\n".getBytes(StandardCharsets.UTF_8));
      entry.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value.length).array());
      entry.writeBytes(value);
      entry.writeBytes("\nBIRTHMARK_SLOT=A\n".getBytes(StandardCharsets.UTF_8));
      assertThat(ear.bytes()).isEqualTo(entry.toByteArray());
    }
  }

  @Test
  void whatIsTooLargeIsRefusedWhole() throws Exception {
    Path path = dir.resolve("journal");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      JournalSocket journal = JournalSocket.at(path);
      assertThatIOException()
          .isThrownBy(() -> journal.send(Map.of("MESSAGE", "x".repeat(1 << 20))));
      journal.send(Map.of("MESSAGE", "small"));
      ear.await("MESSAGE=small");
      assertThat(ear.heard()).isEqualTo("MESSAGE=small\n");
    }
  }

  @Test
  void aJournalThatIsAwayIsSaid() throws Exception {
    JournalSocket journal = JournalSocket.at(dir.resolve("away"));
    assertThatIOException().isThrownBy(() -> journal.send(Map.of("MESSAGE", "x")));
  }

  @Test
  void theStreamIsKnownByDeviceAndInode() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    String identity =
        Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", identity), link)).isTrue();
    assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", "9:1"), link)).isFalse();
    assertThat(JournalStream.is(Map.of(), link)).isFalse();
    assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", ":"), dir.resolve("none"))).isFalse();
  }
}
