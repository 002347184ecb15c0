package io.birthmark.demo;

import io.birthmark.station.Logs;
import io.birthmark.station.cli.Terminal;
import io.birthmark.station.enrollment.dps.OneUseConnections;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code birthmark demo}: a whole line on this machine. */
@Command(
    name = "birthmark demo",
    mixinStandardHelpOptions = true,
    description =
        "Sends simulated devices through a whole line: software TPMs and PKCS#11 tokens, the real"
            + " station, an emulated enrollment service over TLS, and each device's first boot.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: every device was provisioned, enrolled and registered",
      "1: some device was not",
      "2: wrong use",
      "3: the demo could not be set up"
    })
public final class Demo implements Callable<Integer> {
  // Kept, because a logger that nobody keeps forgets its level.
  private static final Logger QUIET = Logger.getLogger("io.birthmark");

  @Option(
      names = "--tpm",
      paramLabel = "N",
      description = "How many TPM devices, up to 500 (default: 4, or none beside --pkcs11).")
  private @Nullable Integer tpms;

  @Option(
      names = "--pkcs11",
      paramLabel = "N",
      description = "How many PKCS#11 devices, up to 500 (default: none).")
  private int pkcs11;

  @Option(
      names = "--attestation",
      paramLabel = "A",
      description =
          "How the devices prove themselves: tpm, x509, x509-group, symmetric-key, or all in turn,"
              + " as far as the device can (default: tpm for TPMs, x509 for PKCS#11 devices).")
  private String attestation = "";

  @Option(
      names = "--dir",
      paramLabel = "D",
      description = "Where everything is left behind; otherwise nothing is.")
  private @Nullable Path dir;

  @Option(names = "--stay", description = "Keep the line up until Ctrl-C.")
  private boolean stay;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs one demo. */
  public static void main(String[] arguments) {
    Logs.toStandardError();
    OneUseConnections.allow();
    // The demo shows its own progress; what is well needs no log line.
    QUIET.setLevel(Level.WARNING);
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Lot lot = checkedUse();
    Path wanted = dir;
    if (wanted != null && DemoFolder.isSomebodyElses(wanted)) {
      throw wrongUse(
          wanted + " is not empty, and no demo made what is in it; choose another --dir");
    }
    boolean temporary = wanted == null;
    try {
      DemoFolder folder =
          DemoFolder.take(wanted == null ? Files.createTempDirectory("birthmark-demo") : wanted);
      try {
        return run(folder, lot);
      } finally {
        if (temporary) {
          folder.delete();
        }
      }
    } catch (IOException e) {
      spec.commandLine().getErr().println("the demo could not be carried out: " + e.getMessage());
      return 3;
    }
  }

  private Lot checkedUse() {
    Lot lot;
    try {
      lot = Lot.of(Optional.ofNullable(tpms), pkcs11, attestation);
    } catch (IllegalArgumentException e) {
      throw wrongUse(String.valueOf(e.getMessage()));
    }
    if (!lot.tpms().isEmpty()) {
      need("swtpm swtpm-tools", "swtpm", "swtpm_setup", "swtpm_localca");
    }
    if (lot.needsIssuer()) {
      need("softhsm2", "softhsm2-util");
    }
    return lot;
  }

  private void need(String packages, String... programs) {
    for (String program : programs) {
      if (!Programs.isInstalled(program)) {
        throw wrongUse(
            program + " is missing; `tools/setup.sh` installs it, or: apt install " + packages);
      }
    }
  }

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int run(DemoFolder folder, Lot lot) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(System.err, Terminal.isStandardError());
    try (DemoLine line = new DemoLine(folder, progress)) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread onCtrlC = new Thread(line::cut, "demo stopped");
      Runtime.getRuntime().addShutdownHook(onCtrlC);
      DemoReport report = line.run(lot);
      out.println(json ? report.json().toPrettyString() : report.table());
      out.flush();
      if (stay) {
        progress.begin(stayNote(folder));
        ended.await();
      }
      Runtime.getRuntime().removeShutdownHook(onCtrlC);
      return report.allRegistered() ? 0 : 1;
    }
  }

  private static String stayNote(DemoFolder folder) {
    return String.join(
        "\n",
        "",
        "The line stays up until Ctrl-C. Look around in another terminal:",
        "  bin/birthmark status --config " + folder.config(),
        "  bin/birthmark show 000001 --config " + folder.config(),
        "  each TPM's address is in " + folder.root().resolve("devices") + "/SERIAL/tpm-address,",
        "  each token is in devices/SERIAL/tokens: SOFTHSM2_CONF is softhsm2.conf beside it");
  }
}
