package io.birthmark.demo;

import io.birthmark.station.cli.Birthmark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator does once for a line, in the operator's own words: the line's CA is made in the
 * station's HSM and signed by the plant's root, and the service is told of the groups. The
 * operator's connection string is used here, and never by the station.
 */
final class LineSetUp {
  private final DemoFolder folder;

  LineSetUp(DemoFolder folder) {
    this.folder = folder;
  }

  /** Does it all, for the attestations of {@code lot}. */
  void carryOut(Lot lot) throws IOException {
    Path chain = Plant.in(folder.plant()).sign(birthmark("ca", "init"));
    String unused = birthmark("ca", "import", chain.toString());
    for (DemoAttestation attestation : DemoAttestation.values()) {
      if (lot.has(attestation) && attestation.group().isPresent()) {
        makeGroup(
            attestation.group().get(),
            attestation == DemoAttestation.SYMMETRIC_KEY ? "--symmetric-key" : "--x509");
      }
    }
  }

  private void makeGroup(String name, String kind) throws IOException {
    String unused =
        birthmark(
            "dps",
            "group",
            "create",
            name,
            kind,
            "--connection-string-file",
            folder.dps().resolve("connection-string").toString());
  }

  /** One command line; what it prints. */
  private String birthmark(String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--config", folder.config().toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Birthmark.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(line.toArray(new String[0]));
    if (exit != 0) {
      throw new IOException("birthmark " + String.join(" ", line) + " failed: " + err);
    }
    return out.toString();
  }
}
