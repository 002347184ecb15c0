package io.birthmark.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.firstboot.Assignment;
import io.birthmark.firstboot.FirstBoot;
import io.birthmark.hsm.simulated.SoftToken;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A device with a software token; in the station's reader until it is pulled. */
record TokenDevice(SoftToken token, String label) implements DemoElement {

  @Override
  public String word() {
    return "pkcs11";
  }

  @Override
  public List<String> place() {
    return List.of("module = \"" + TokenReader.module() + "\"", "token_label = \"" + label + "\"");
  }

  /**
   * A program of its own, as on the device: it sees this token and no other, and the station's
   * reader is not known to it.
   */
  @Override
  public Booted firstBoot(Path ca) throws IOException, InterruptedException {
    Path out = Files.createTempFile(token.folder(), "first-boot", ".out");
    Path err = Files.createTempFile(token.folder(), "first-boot", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(ca)).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("SOFTHSM2_CONF", token.configuration().toString());
      Process device = builder.start();
      try {
        if (device.waitFor() == 0) {
          return new Booted.Registered(
              new ObjectMapper().readValue(out.toFile(), Assignment.class));
        }
      } finally {
        device.destroy();
      }
      return new Booted.Refused(Files.readString(err, StandardCharsets.UTF_8).strip());
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private List<String> command(Path ca) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m"));
    if (Runtime.version().feature() >= 22) {
      // Else newer platforms warn that the PKCS#11 library is loaded.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            FirstBoot.class.getName(),
            "--pkcs11",
            TokenReader.module().toString(),
            "--token",
            label,
            "--pin-file",
            token.pinFile().toString(),
            "--ca",
            ca.toString(),
            "--json"));
    return command;
  }

  /** Out of the station's reader, into the device's own folder. */
  @Override
  public void leaveTheLine() throws IOException {
    SoftToken unused = token.pull();
  }

  @Override
  public void close() throws IOException {
    leaveTheLine();
  }
}
