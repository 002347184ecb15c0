package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Promise 9: every failure has a code, a sentence and an action; the codes are on one page. */
class ProblemsPageTest {
  private static final Pattern IN_SOURCE =
      Pattern.compile("(?:ofDevice|ofStation|station)\\(\\s*\"([a-z0-9]+\\.[a-z0-9-]+)\"");
  private static final Pattern ON_PAGE = Pattern.compile("`([a-z0-9]+\\.[a-z0-9-]+)`");
  private static final Pattern OF_THE_DEVICE = Pattern.compile("(tpm|ek|nv|record)\\..*");

  @Test
  void everyCodeOfTheStationIsOnThePage() throws IOException {
    Set<String> inSource = codes();
    assertThat(inSource).hasSizeGreaterThan(30);
    assertThat(page()).containsAll(inSource);
  }

  @Test
  void thePageHasNoCodeThatTheStationDoesNotKnow() throws IOException {
    String source = source();
    // Those of clashes are built from the kind of clash, see ledger.Clash.
    assertThat(page())
        .allSatisfy(
            code ->
                assertThat(code.startsWith("duplicate.") || source.contains('"' + code + '"'))
                    .as(code)
                    .isTrue());
  }

  private static Set<String> codes() throws IOException {
    Set<String> codes = new TreeSet<>();
    collect(IN_SOURCE, source(), codes);
    return codes;
  }

  private static String source() throws IOException {
    StringBuilder source = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        source.append(Files.readString(file));
      }
    }
    return source.toString();
  }

  private static Set<String> page() throws IOException {
    Set<String> codes = new TreeSet<>();
    collect(ON_PAGE, Files.readString(Path.of("../docs/problems.md")), codes);
    codes.removeIf(code -> code.endsWith(".md"));
    return codes;
  }

  private static void collect(Pattern pattern, String text, Set<String> codes) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      if (!OF_THE_DEVICE.matcher(matcher.group(1)).matches()) {
        codes.add(matcher.group(1));
      }
    }
  }
}
