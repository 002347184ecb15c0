package io.birthmark.station.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read at all. */
class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.toml");

    assertThat(refused(file)).isEqualTo(file + ": there is no such file");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThat(refused(folder))
        .isEqualTo(folder + ": this is a directory; the configuration is a file");
  }

  @Test
  void anUnreadableFileIsSaidToBeSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.toml"), ConfigText.LEAST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root may read everything");

    assertThat(refused(file)).endsWith("may not read this file");
  }

  @Test
  void theFirstByteThatIsNotUtf8IsPointedAt() throws IOException {
    Path file = folder.resolve("latin1.toml");
    Files.write(file, "a = 1\nb = 'ä'\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refused(file))
        .isEqualTo(file + ":2:6: the byte 0xE4 is not UTF-8; save the file as UTF-8");
  }

  @Test
  void aHugeFileIsNotReadToItsEnd() {
    assertThat(refused(Path.of("/dev/zero")))
        .isEqualTo("/dev/zero: this file is larger than 1 MiB and cannot be a configuration");
  }

  @Test
  void aByteOrderMarkDoesNotMatter() {
    assertThat(ConfigText.reading(folder, "\ufeff" + ConfigText.LEAST))
        .isInstanceOf(ConfigReading.Loaded.class);
  }

  private static String refused(Path file) {
    return ((ConfigReading.Refused) StationConfig.load(file, Map.of())).text();
  }
}
