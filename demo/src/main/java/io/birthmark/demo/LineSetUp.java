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
public final class LineSetUp {
  private final Path config;
  private final Path plant;
  private final Path dps;

  /**
   * A set-up.
   *
   * @param config the station's configuration
   * @param plant where the plant's root leaves its certificates
   * @param dps the emulated service's folder
   */
  public LineSetUp(Path config, Path plant, Path dps) {
    this.config = config;
    this.plant = plant;
    this.dps = dps;
  }

  /** Does it all, for the attestations of {@code lot}. */
  void carryOut(Lot lot) throws IOException {
    makeIssuer();
    for (DemoAttestation attestation : DemoAttestation.values()) {
      if (lot.has(attestation) && attestation.group().isPresent()) {
        makeGroup(
            attestation.group().get(),
            attestation == DemoAttestation.SYMMETRIC_KEY ? "--symmetric-key" : "--x509");
      }
    }
  }

  /** The line's CA, under a new root of the plant. */
  public void makeIssuer() throws IOException {
    Path chain = Plant.in(plant).sign(birthmark("ca", "init"));
    String unused = birthmark("ca", "import", chain.toString());
  }

  /**
   * An enrollment group at the service.
   *
   * @param kind the option that says which, {@code --x509} or {@code --symmetric-key}
   */
  public void makeGroup(String name, String kind) throws IOException {
    String unused =
        birthmark(
            "dps",
            "group",
            "create",
            name,
            kind,
            "--connection-string-file",
            dps.resolve("connection-string").toString());
  }

  /** One command line; what it prints. */
  private String birthmark(String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--config", config.toString()));
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
