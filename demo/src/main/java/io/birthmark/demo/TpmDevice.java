package io.birthmark.demo;

import io.birthmark.firstboot.Registration;
import io.birthmark.firstboot.RegistrationException;
import io.birthmark.firstboot.tls.Trust;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A device with a software TPM. */
record TpmDevice(SoftwareTpm tpm) implements DemoElement {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);

  @Override
  public String word() {
    return "tpm2";
  }

  @Override
  public List<String> place() {
    return List.of("device = \"" + tpm.address() + "\"");
  }

  /** Without power it is as good as out. */
  @Override
  public void leaveTheLine() {
    tpm.powerOff();
  }

  @Override
  public Booted firstBoot(Path ca) throws IOException, InterruptedException {
    SoftwareTpm unused = tpm.powerOn();
    try (DeviceTpm device = new DeviceTpm(TpmConnector.connect(tpm.address(), COMMAND_LIMIT))) {
      return new Booted.Registered(
          new Registration(device, Trust.in(ca), Clock.systemUTC()).register());
    } catch (ElementException | RegistrationException e) {
      return new Booted.Refused(String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the emulator's CA cannot be trusted", e);
    }
  }

  @Override
  public void close() {
    tpm.close();
  }
}
