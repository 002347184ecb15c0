package io.birthmark.firstboot;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
        "Plays the device at its first boot: reads the identity record from its TPM or token and"
            + " registers at the URL in it, with nothing but what is inside. Only a token's PIN"
            + " comes from outside: a token does not keep the PIN that opens it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0: registered", "1: not registered", "2: wrong use"})
public final class FirstBoot implements Callable<Integer> {

  @ArgGroup(multiplicity = "1")
  private ElementChoice element = new ElementChoice();

  @Option(
      names = "--ca",
      paramLabel = "F",
      description =
          "Certificates (PEM) that sign the service's certificate; the Java platform's roots"
              + " otherwise.")
  private @Nullable Path ca;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the device once. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FirstBoot()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Trust trust = trust();
    ElementChoice.Door door;
    try {
      door = element.door();
    } catch (IllegalArgumentException | IOException e) {
      throw wrongUse(e);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (door;
        DeviceElement device = door.open()) {
      Assignment assignment = new Registration(device, trust, Clock.systemUTC()).register();
      out.println(json ? new ObjectMapper().writeValueAsString(assignment) : told(assignment));
      return 0;
    } catch (ElementException | RegistrationException e) {
      spec.commandLine().getErr().println("not registered: " + e.getMessage());
      return 1;
    } finally {
      out.flush();
    }
  }

  private Trust trust() {
    Path file = ca;
    if (file == null) {
      return Trust.inPlatformRoots();
    }
    try {
      return Trust.in(file);
    } catch (GeneralSecurityException e) {
      throw new ParameterException(
          spec.commandLine(), "--ca: " + file + " holds no certificates: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--ca: " + file + " cannot be read: " + e, e);
    }
  }

  private ParameterException wrongUse(Exception e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }

  private static String told(Assignment assignment) {
    return "registered "
        + assignment.registrationId()
        + " at "
        + assignment.assignedHub()
        + " as "
        + assignment.deviceId();
  }
}
