package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.Problem;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An example of every problem that this package knows, for each owner of a token. */
public final class ProblemsOfModules {
  private static final TokenFacts TOKEN =
      new TokenFacts(
          1, "device", "SoftHSM project", "SoftHSM v2", "0011223344556677", "2.6", 255, 0x400);

  private static final Map<Class<?>, Object> EXAMPLES =
      Map.of(
          String.class,
          "an example",
          List.class,
          List.of(TOKEN),
          Path.class,
          Path.of("/usr/lib/vendor.so"),
          Duration.class,
          Duration.ofSeconds(30),
          TokenChoice.class,
          new TokenChoice.ByLabel("device"),
          TokenFacts.class,
          TOKEN);

  private ProblemsOfModules() {}

  public static List<Problem> all() throws ReflectiveOperationException {
    List<Problem> problems = new ArrayList<>();
    for (Method method :
        Stream.of(ModuleProblems.class, TokenProblems.class)
            .flatMap(catalogue -> Arrays.stream(catalogue.getDeclaredMethods()))
            .filter(m -> m.getReturnType() == Problem.class && !m.isSynthetic())
            .toList()) {
      Object[] arguments = Arrays.stream(method.getParameterTypes()).map(EXAMPLES::get).toArray();
      if (Modifier.isStatic(method.getModifiers())) {
        problems.add((Problem) method.invoke(null, arguments));
      } else {
        for (Owner owner : Owner.values()) {
          problems.add((Problem) method.invoke(new TokenProblems(owner), arguments));
        }
      }
    }
    return problems;
  }
}
