package io.birthmark.emulator;

import io.birthmark.emulator.faults.FaultSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: starts one emulator and lets it run until it is told to stop. */
@Command(
    name = "dps-emulator",
    mixinStandardHelpOptions = true,
    version = "dps-emulator, part of Birthmark",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "",
      "A small Azure IoT Hub Device Provisioning Service for demo, training and tests. It is not the service, and not"
          + " for production: it listens on this machine only, and its certificates are its own.",
      ""
    },
    footer = {
      "",
      "With --dir D these files tell others how to reach it: D/ca.pem, D/connection-string (may do everything),"
          + " D/station-connection-string (enrollments only), D/id-scope, D/port. Started again on the same D it is the"
          + " same instance. Without --dir all that is printed to standard output and forgotten at the end.",
      "",
      "Devices come with a TPM, a certificate or a symmetric key, each enrolled by itself or by a group. CA certificates"
          + " and their proof of possession are at /admin/certificates, which the real service has behind Azure's"
          + " management API; docs/emulator.md shows how.",
      "",
      "Faults are NAME=CHANCE, comma-separated: throttle, server-error, unavailable, drop-before, drop-after, partial,"
          + " wrong-etag, slow=CHANCE:DURATION, storm=CHANCE:DURATION; clock=+90s or -7200s sets the emulator's clock off,"
          + " seed=NUMBER repeats a run, on=all|service|upload|device says where. For example:",
      "  --faults throttle=0.05,storm=0.01:5s,slow=0.1:300ms,partial=0.05,on=upload,seed=42",
      "",
      "Exit codes: 2 wrong use, 3 could not start; stopped by a signal, that signal's."
    })
public final class Main implements Callable<Integer> {

  private static final int STOPPED = 0;
  private static final int COULD_NOT_START = 3;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "P",
      description =
          "Listen here; 0 for any free port. Left out: the port of the last start in --dir, else any.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "D",
      description = "Keep everything here. Left out: in memory.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}). Beyond this machine only in a test network.")
  private String listen = "127.0.0.1";

  @Option(
      names = "--hub",
      paramLabel = "HOST",
      description =
          "A linked hub; give it again for more (default: hub-a.example.test, hub-b.example.test).")
  private List<String> hubs = EmulatorOptions.DEFAULT_HUBS;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description =
          "A name beside localhost, for certificate and tokens; may be given again (default: dps.example.test).")
  private List<String> hostNames = EmulatorOptions.DEFAULT_HOST_NAMES;

  @Option(
      names = "--operations-per-minute",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Limit of the service API, then 429 (default: ${DEFAULT-VALUE}).")
  private int operationsPerMinute = EmulatorOptions.DEFAULT_PER_MINUTE;

  @Option(
      names = "--registrations-per-minute",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Limit of device registrations, then 429 (default: ${DEFAULT-VALUE}).")
  private int registrationsPerMinute = EmulatorOptions.DEFAULT_PER_MINUTE;

  @Option(
      names = "--bulk-counts-items",
      description = "A bulk call of ten counts as ten operations, not as one.")
  private boolean bulkCountsEachItem;

  @Option(
      names = "--strict-duplicate-ek",
      description = "Refuse an endorsement key that another enrollment has.")
  private boolean strictDuplicateEk;

  @Option(
      names = "--strict-proof-of-possession",
      description =
          "A device's certificate counts only under a CA of which possession was proved; a CA certificate that stands in"
              + " an enrollment group is not enough.")
  private boolean strictProofOfPossession;

  @Option(
      names = "--assigning-answers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often a device hears \"assigning\" before its hub (default: ${DEFAULT-VALUE}).")
  private int assigningAnswers = 1;

  @Option(
      names = "--retry-after",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "What a device is told to wait before it asks again (default: ${DEFAULT-VALUE}).")
  private int retryAfterSeconds = EmulatorOptions.DEFAULT_RETRY_AFTER_SECONDS;

  @Option(
      names = "--webhook-limit",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long a webhook of custom allocation may take (default: ${DEFAULT-VALUE}).")
  private int webhookLimitSeconds = (int) EmulatorOptions.DEFAULT_WEBHOOK_LIMIT.toSeconds();

  @Option(
      names = "--faults",
      paramLabel = "F",
      description = "What goes wrong on purpose, and how often; see below.")
  private Optional<String> faults = Optional.empty();

  private Main() {}

  public static void main(String[] args) {
    // One line a request; set before the first logger reads it.
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty(
          "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public Integer call() throws InterruptedException {
    Logger log = LoggerFactory.getLogger(Main.class);
    EmulatorOptions options = options();
    try (DpsEmulator emulator = DpsEmulator.start(options)) {
      log.info(
          "Emulated Device Provisioning Service, for tests only: {} (ID scope {}, {} enrollments, {} groups)",
          emulator.url(),
          emulator.idScope(),
          emulator.enrollments(),
          emulator.enrollmentGroups());
      if (!options.listen().isLoopbackAddress()) {
        log.warn("It listens on {}: others can reach it. Use it in a test network only.", listen);
      }
      if (directory.isEmpty()) {
        printAccess(emulator);
      }
      waitForTheEnd(emulator, log);
      return STOPPED;
    } catch (IOException e) {
      log.error("Could not start: {}", e.getMessage());
      return COULD_NOT_START;
    }
  }

  private EmulatorOptions options() {
    try {
      EmulatorOptions.Builder builder =
          EmulatorOptions.builder()
              .listen(InetAddress.getByName(listen))
              .hubs(hubs)
              .hostNames(hostNames)
              .operationsPerMinute(operationsPerMinute)
              .registrationsPerMinute(registrationsPerMinute)
              .bulkCountsEachItem(bulkCountsEachItem)
              .strictDuplicateEk(strictDuplicateEk)
              .strictProofOfPossession(strictProofOfPossession)
              .assigningAnswers(assigningAnswers)
              .retryAfterSeconds(retryAfterSeconds)
              .webhookLimit(Duration.ofSeconds(webhookLimitSeconds));
      port.ifPresent(builder::port);
      directory.ifPresent(builder::directory);
      faults.map(FaultSpec::parse).ifPresent(builder::faults);
      return builder.build();
    } catch (UnknownHostException e) {
      throw wrongUse("--listen: '" + listen + "' is not an address of this machine.");
    } catch (IllegalArgumentException e) {
      throw wrongUse(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** To standard output, not to the log: a log is kept, and these are keys. */
  private void printAccess(DpsEmulator emulator) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("port: " + emulator.port());
    out.println("id-scope: " + emulator.idScope());
    out.println("connection-string: " + emulator.ownerConnectionString());
    out.println("station-connection-string: " + emulator.stationConnectionString());
    out.print(emulator.caCertificatePem());
    out.flush();
  }

  private static void waitForTheEnd(DpsEmulator emulator, Logger log) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    emulator.close();
                  } catch (IOException e) {
                    log.error("Not stopped cleanly: {}", e.getMessage());
                  }
                  end.countDown();
                },
                "stop"));
    end.await();
  }
}
