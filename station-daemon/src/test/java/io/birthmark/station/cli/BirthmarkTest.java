package io.birthmark.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A process describes the one verb that it was asked for, and nobody can tell. */
class BirthmarkTest {

  static Set<String> verbs() {
    return Birthmark.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void ofAVerbThereIsThatVerbOnly(String verb) {
    assertThat(Birthmark.commandLineFor(verb, "--help").getSubcommands()).containsOnlyKeys(verb);
    assertThat(said(Birthmark.commandLineFor(verb, "--help"), verb, "--help"))
        .contains("birthmark " + verb)
        .isEqualTo(said(Birthmark.commandLine(), verb, "--help"));
  }

  @Test
  void whateverElseIsSaidIsAnsweredWithAllVerbs() {
    for (String[] arguments :
        new String[][] {{}, {"--help"}, {"--version"}, {"provison"}, {"", "run"}, {"--", "run"}}) {
      assertThat(Birthmark.commandLineFor(arguments).getSubcommands().keySet()).isEqualTo(verbs());
    }
    assertThat(said(Birthmark.commandLineFor("provison"), "provison")).contains("provision");
  }

  private static String said(CommandLine line, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter to = new PrintWriter(said);
    int unused = line.setOut(to).setErr(to).execute(arguments);
    return said.toString();
  }
}
