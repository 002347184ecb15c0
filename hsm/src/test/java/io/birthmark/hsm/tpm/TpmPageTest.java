package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/tpm.md tells the truth: every problem is on it, and its table of commands is measured. */
class TpmPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "tpm.md");

  /** An example of each kind of argument that a problem is made of. */
  private static final Map<Class<?>, Object> EXAMPLES =
      Map.of(
          String.class,
          "an example",
          int.class,
          7,
          Attestation.class,
          Attestation.SYMMETRIC_KEY,
          KeyKind.class,
          KeyKind.P384,
          List.class,
          List.of("serial"),
          Path.class,
          Path.of("/etc/birthmark/ek-roots"),
          Duration.class,
          Duration.ofSeconds(90),
          ResponseCode.class,
          new ResponseCode(0x922),
          TpmAddress.class,
          TpmAddress.parse("tcp:fixture:2321"),
          IdentityRecord.class,
          new IdentityRecord(
              "https://dps.example",
              "0ne00ABCDEF",
              "press-1",
              Attestation.TPM,
              "1",
              "tpm2:0x81010001",
              Optional.empty(),
              Optional.empty()));

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE);
  }

  static Stream<Problem> problems() throws ReflectiveOperationException {
    List<Problem> problems = new ArrayList<>();
    for (Class<?> catalogue :
        List.of(
            TpmProblems.class, Class.forName("io.birthmark.hsm.tpm.transport.TransportProblems"))) {
      for (Method method : catalogue.getDeclaredMethods()) {
        if (method.getReturnType() == Problem.class && !method.isSynthetic()) {
          method.setAccessible(true);
          Object[] arguments =
              Arrays.stream(method.getParameterTypes()).map(EXAMPLES::get).toArray();
          problems.add((Problem) method.invoke(null, arguments));
        }
      }
    }
    assertThat(problems).hasSizeGreaterThan(30);
    return problems.stream();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyProblemIsOnItWithItsOutcome(Problem problem) throws IOException {
    String outcome = problem.fault() == Problem.Fault.DEVICE ? "FAIL" : "ERROR";
    assertThat(lines())
        .filteredOn(line -> line.startsWith("| `" + problem.code() + "` | " + outcome + " |"))
        .as(problem.code())
        .hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyProblemIsASentenceAndAnAction(Problem problem) {
    assertThat(problem.code()).matches("(tpm|ek|nv|record)\\.[a-z0-9-]+");
    assertThat(problem.sentence()).matches("[A-Z].*\\.").doesNotContain("null", "  ");
    assertThat(problem.action()).matches("[A-Z].*\\.").doesNotContain("null", "  ");
  }

  @Test
  void noProblemIsOnItThatThereIsNot() throws Exception {
    List<String> codes = problems().map(Problem::code).toList();
    assertThat(lines())
        .filteredOn(line -> line.matches("\\| `[a-z0-9]+\\.[a-z0-9-]+` \\|.*"))
        .allSatisfy(line -> assertThat(codes).contains(line.split("`")[1]));
  }

  @Test
  void theTableOfCommandsIsMeasured() throws Exception {
    try (Line line = new Line();
        SoftwareTpm bare = line.bareCopy();
        SoftwareTpm tpm = line.copy()) {
      bare.powerCycle();
      assertThat(column(2)).isEqualTo(run(line, bare));
      assertThat(column(3)).isEqualTo(run(line, tpm));
      tpm.powerCycle();
      assertThat(column(4)).isEqualTo(run(line, tpm));
    }
  }

  private static Map<String, Integer> run(Line line, SoftwareTpm tpm) {
    TpmElement element = line.connect(tpm);
    IdentityRecord unused = Line.provision(element, Line.record("000530"));
    element.close();
    Cost cost = element.cost();
    Map<String, Integer> commands = new TreeMap<>(cost.commands());
    commands.put("**all**", cost.total());
    return commands;
  }

  private static Map<String, Integer> column(int number) throws IOException {
    List<String> lines = lines();
    int head =
        lines.indexOf(
            lines.stream().filter(l -> l.startsWith("| command |")).findAny().orElseThrow());
    Map<String, Integer> column = new TreeMap<>();
    for (String row : lines.subList(head + 2, lines.size())) {
      if (!row.startsWith("|")) {
        break;
      }
      String[] cells = row.split("\\|");
      int count = Integer.parseInt(cells[number].strip());
      if (count > 0) {
        column.put(cells[1].strip(), count);
      }
    }
    return column;
  }
}
