package io.birthmark.station.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.birthmark.station.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in the file, the answer is a value and never an exception. */
class ConfigFuzzTest {
  private static final String[] SNIPPETS = {
    "[",
    "]",
    "[[",
    "]]",
    "=",
    "\"",
    "'",
    "\"\"\"",
    "{",
    "}",
    "{serial}",
    "{n",
    ",",
    ".",
    "#",
    "\n",
    "\r",
    "\t",
    "\\",
    "\\u0000",
    "\\uFFFF",
    "0x",
    "-",
    "1e9",
    "99999999999999999999",
    "true",
    "inf",
    "nan",
    "1979-05-27",
    "[]",
    "{}",
    "product",
    "slot",
    "[station]",
    "[[slot]]",
    "exec:",
    "tcp:",
    "unix:",
    "(",
    "*",
    "ä",
    "\u0000",
    "😀",
    "/",
    "id",
    "= 5\n",
    "= \"\"\n"
  };

  @TempDir Path folder;

  @Test
  void mutationsOfTheExampleGiveAnAnswer() throws IOException {
    String example = Files.readString(ConfigText.EXAMPLE);
    String bare = example.replaceAll("(?m)^# .*\n", "");
    String everything = bare.replaceAll("(?m)^#", "");
    Path file = folder.resolve("birthmark.toml");
    Fuzz.rounds(
        "configuration",
        1500,
        random -> {
          StringBuilder text = new StringBuilder(random.nextBoolean() ? bare : everything);
          for (int i = random.nextInt(8); i >= 0; i--) {
            mutate(text, random);
          }
          Files.write(file, text.toString().getBytes(UTF_8));
          assertThatCode(() -> read(file))
              .as("round with this text:%n%s", text)
              .doesNotThrowAnyException();
        });
  }

  @Test
  void randomBytesGiveAnAnswer() throws IOException {
    Path file = folder.resolve("birthmark.toml");
    Fuzz.rounds(
        "configuration of random bytes",
        100,
        random -> {
          byte[] bytes = new byte[random.nextInt(200)];
          random.nextBytes(bytes);
          Files.write(file, bytes);
          read(file);
        });
  }

  /** The errors have to be printable, too. */
  private static void read(Path file) {
    if (StationConfig.load(file, Map.of()) instanceof ConfigReading.Refused refused
        && refused.text().isBlank()) {
      throw new AssertionError("refused without a reason");
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(20));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(at, to);
      case 1 -> text.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
      case 2 -> text.replace(at, to, SNIPPETS[random.nextInt(SNIPPETS.length)]);
      default -> text.insert(at, text.substring(at, to));
    }
  }
}
