package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/first-boot}: what the device does when it is switched on at the customer's. */
@Command(
    name = "first-boot",
    mixinStandardHelpOptions = true,
    description =
        "Plays the device at its first boot: reads the identity record from its TPM and registers"
            + " at the URL in it, with nothing but what is inside the TPM.",
    exitCodeList = {"0: registered", "1: not registered", "2: wrong use"})
public final class FirstBoot implements Callable<Integer> {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);

  @Option(
      names = "--tpm",
      required = true,
      paramLabel = "ADDRESS",
      description = "The device's TPM: /dev/tpmrm0, tcp:HOST:PORT, unix:PATH or exec:COMMAND.")
  private String tpm = "";

  @Option(
      names = "--ca",
      paramLabel = "F",
      description =
          "Certificates (PEM) that sign the service's certificate; the Java platform's roots"
              + " otherwise.")
  private @Nullable Path ca;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the device once. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FirstBoot()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    TpmAddress address;
    Optional<SSLContext> tls;
    try {
      address = TpmAddress.parse(tpm);
      tls = ca == null ? Optional.empty() : Optional.of(PrivateCa.trusting(ca));
    } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
    PrintWriter out = line.getOut();
    try (DeviceTpm device = new DeviceTpm(TpmConnector.connect(address, COMMAND_LIMIT))) {
      Assignment assignment = new TpmRegistration(device, tls, Clock.systemUTC()).register();
      out.println(
          json
              ? new ObjectMapper().writeValueAsString(assignment)
              : "registered "
                  + assignment.registrationId()
                  + " at "
                  + assignment.assignedHub()
                  + " as "
                  + assignment.deviceId());
      return 0;
    } catch (ElementException | RegistrationException e) {
      line.getErr().println("not registered: " + e.getMessage());
      return 1;
    } finally {
      out.flush();
    }
  }
}
