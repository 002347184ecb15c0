package io.birthmark.station.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the parser knows, what the page says and what the example shows are the same keys. */
class ConfigDocumentsTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageHasEveryKeyAndNoOther() throws IOException {
    assertThat(keysOfPage(Files.readAllLines(PAGE)))
        .containsExactlyInAnyOrderElementsOf(SectionKeys.all());
  }

  @Test
  void theExampleShowsEveryKeyAndNoOther() throws IOException {
    assertThat(keysOfExample(Files.readAllLines(ConfigText.EXAMPLE)))
        .containsExactlyInAnyOrderElementsOf(SectionKeys.all());
  }

  private static List<String> keysOfPage(List<String> lines) {
    Pattern row = Pattern.compile("\\| `([a-zA-Z0-9_]+(?:\\.[a-zA-Z0-9_]+)+)` \\| .*");
    return lines.stream().map(row::matcher).filter(Matcher::matches).map(m -> m.group(1)).toList();
  }

  /** Also those that are commented out: {@code #key = …} without a space. */
  private static List<String> keysOfExample(List<String> lines) {
    Pattern header = Pattern.compile("#?\\[\\[?([a-z.]+)]]?");
    Pattern key = Pattern.compile("#?([a-z0-9_]+) = (.*)");
    List<String> keys = new ArrayList<>();
    String section = "";
    for (String line : lines) {
      Matcher h = header.matcher(line);
      Matcher k = key.matcher(line);
      if (h.matches()) {
        section = h.group(1).replace("product.press", "product.NAME");
      } else if (k.matches() && k.group(2).startsWith("{")) {
        Matcher inner = Pattern.compile("([a-z]+) =").matcher(k.group(2));
        while (inner.find()) {
          keys.add(section + "." + k.group(1) + "." + inner.group(1));
        }
      } else if (k.matches()) {
        keys.add(section + "." + k.group(1));
      }
    }
    return keys;
  }
}
