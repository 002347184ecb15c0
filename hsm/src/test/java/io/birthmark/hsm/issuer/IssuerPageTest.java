package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/issuer.md tells the truth: every problem is on it, and its commands work as they stand. */
class IssuerPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "issuer.md");

  /** An example of each kind of argument that a problem is made of. */
  private static final Map<Class<?>, Object> EXAMPLES =
      Map.of(
          String.class,
          "an example",
          int.class,
          7,
          long.class,
          7L,
          List.class,
          List.of("sensitive"),
          Instant.class,
          Instant.parse("2026-11-23T00:00:00Z"));

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE);
  }

  static Stream<Problem> problems() throws ReflectiveOperationException {
    List<Problem> problems = new ArrayList<>(of(IssuerProblems.class));
    problems.addAll(of(IssuerWarnings.class));
    assertThat(problems).hasSizeGreaterThan(30);
    return problems.stream();
  }

  private static List<Problem> of(Class<?> catalogue) throws ReflectiveOperationException {
    List<Problem> problems = new ArrayList<>();
    for (Method method : catalogue.getDeclaredMethods()) {
      if (method.getReturnType() == Problem.class && !method.isSynthetic()) {
        method.setAccessible(true);
        Object[] arguments = Arrays.stream(method.getParameterTypes()).map(EXAMPLES::get).toArray();
        problems.add((Problem) method.invoke(null, arguments));
      }
    }
    return problems;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyProblemIsOnItWithItsOutcome(Problem problem) throws Exception {
    String row = "| `" + problem.code() + "` | " + outcome(problem) + " |";
    assertThat(lines()).filteredOn(line -> line.startsWith(row)).as(problem.code()).hasSize(1);
  }

  private static String outcome(Problem problem) throws ReflectiveOperationException {
    if (of(IssuerWarnings.class).contains(problem)) {
      return "amber";
    }
    return problem.fault() == Problem.Fault.DEVICE ? "FAIL" : "ERROR";
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyProblemIsASentenceAndAnAction(Problem problem) {
    assertThat(problem.code()).matches("issuer\\.[a-z0-9-]+");
    assertThat(problem.sentence()).matches("[A-Z].*\\.").doesNotContain("null", "  ");
    assertThat(problem.action()).matches("[A-Z`].*\\.").doesNotContain("null", "  ");
  }

  @Test
  void noProblemIsOnItThatThereIsNot() throws Exception {
    List<String> codes = problems().map(Problem::code).toList();
    assertThat(lines())
        .filteredOn(line -> line.matches("\\| `issuer\\.[a-z0-9-]+` \\|.*"))
        .allSatisfy(line -> assertThat(codes).contains(line.split("`")[1]));
  }

  /** The commands of the page, run as they stand around our request and our import. */
  @Test
  void aPlantRootMadeByThePageSignsWhatIsImported(@TempDir Path folder) throws IOException {
    Shell shell = Shell.in(folder);
    try (LineHsm line = new LineHsm(folder)) {
      shell.run(block("root"));
      CertificateAuthority authority = line.authority();
      Files.writeString(
          folder.resolve("line3-a.csr"), LineHsm.done(authority.init(KeyKind.P256)).pem());
      shell.run(block("sign"));
      CertificateAuthority.Imported imported =
          LineHsm.done(
              authority.importChain(
                  LineHsm.ascii(Files.readString(folder.resolve("line3-a-chain.pem")))));
      assertThat(imported.issuing().subject()).isEqualTo("CN=line3-a issuing CA");
      assertThat(shell.run(block("verify"))).contains("line3-a.pem: OK");
    }
  }

  /** The shell block that follows the comment {@code <!-- NAME -->}. */
  private static String block(String name) throws IOException {
    List<String> lines = lines();
    int start = lines.indexOf("<!-- " + name + " -->") + 2;
    int end = start + lines.subList(start, lines.size()).indexOf("```");
    return String.join("\n", lines.subList(start, end));
  }
}
