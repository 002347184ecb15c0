package io.birthmark.endtoend;

import io.birthmark.station.cli.Birthmark;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The command line, in this process. */
final class Here {
  private Here() {}

  static Said cli(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Birthmark.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);
    return new Said(exit, out.toString(), err.toString());
  }
}
