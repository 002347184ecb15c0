package io.birthmark.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.pkcs11.module.ProblemsOfModules;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/pkcs11.md tells the truth: every problem is on it, and no other. */
class Pkcs11PageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "pkcs11.md");

  private static final Map<Class<?>, Object> EXAMPLES =
      Map.of(
          String.class,
          "an example",
          int.class,
          7,
          List.class,
          List.of("serial"),
          Path.class,
          Path.of("/etc/birthmark/pins/1.pin"),
          IdentityRecord.class,
          new IdentityRecord(
              "https://dps.example",
              "0ne00ABCDEF",
              "press-1",
              Attestation.X509,
              "1",
              "pkcs11:token=device",
              Optional.empty(),
              Optional.empty()));

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE);
  }

  static Stream<Problem> problems() throws ReflectiveOperationException {
    List<Problem> problems = new ArrayList<>(ProblemsOfModules.all());
    for (Method method : Pkcs11Problems.class.getDeclaredMethods()) {
      if (method.getReturnType() == Problem.class && !method.isSynthetic()) {
        problems.add(
            (Problem)
                method.invoke(
                    null, Arrays.stream(method.getParameterTypes()).map(EXAMPLES::get).toArray()));
      }
    }
    assertThat(problems).hasSizeGreaterThan(50);
    return problems.stream();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyProblemIsOnItWithItsOutcome(Problem problem) throws IOException {
    String outcome = problem.fault() == Problem.Fault.DEVICE ? "FAIL" : "ERROR";
    assertThat(lines())
        .filteredOn(line -> line.startsWith("| `" + problem.code() + "` | " + outcome + " |"))
        .hasSize(1);
  }

  @Test
  void noProblemIsOnItThatThereIsNot() throws Exception {
    List<String> codes = problems().map(Problem::code).toList();
    assertThat(lines())
        .filteredOn(line -> line.matches("\\| `[a-z0-9]+\\.[a-z0-9-]+` \\|.*"))
        .allSatisfy(line -> assertThat(codes).contains(line.split("`")[1]));
  }
}
