package io.birthmark.hsm.tpm;

import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The ways in which a slot may reach its TPM, each set up for real around swtpm. */
enum Way {
  TCP,
  UNIX,
  DEVICE,
  EXEC;

  /** A TPM with something in front of it; closing takes both away. */
  record Reached(SoftwareTpm tpm, TpmAddress address, Optional<Process> bridge)
      implements AutoCloseable {

    @Override
    public void close() {
      tpm.close();
      bridge.ifPresent(
          process -> {
            process.destroyForcibly();
            try {
              process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  Reached to(Line line) throws IOException, InterruptedException {
    SoftwareTpm tpm = line.copy();
    return switch (this) {
      case TCP -> new Reached(tpm, tpm.address(), Optional.empty());
      case UNIX -> {
        tpm.powerOff();
        SoftwareTpm behindSocket = SoftwareTpm.atSocket(tpm.state()).powerOn();
        yield new Reached(behindSocket, behindSocket.address(), Optional.empty());
      }
      case DEVICE -> {
        Path device = tpm.state().resolve("tpm0");
        Process socat = socat(device, tpm.port());
        yield new Reached(tpm, TpmAddress.parse(device.toString()), Optional.of(socat));
      }
      case EXEC -> new Reached(tpm, exec(tpm.port()), Optional.empty());
    };
  }

  /** Where nothing is. */
  TpmAddress toNothing(Line line) {
    return TpmAddress.parse(
        switch (this) {
          case TCP -> "tcp:127.0.0.1:1";
          case UNIX -> "unix:" + line.folder().resolve("no-socket");
          case DEVICE -> line.folder().resolve("no-device").toString();
          case EXEC -> exec(1).toString();
        });
  }

  private static TpmAddress exec(int port) {
    return TpmAddress.parse(
        "exec:env TPM2TOOLS_TCTI=swtpm:host=127.0.0.1,port=" + port + " tpm2_send");
  }

  /** A pseudo-terminal is a character device whose other end we may hold. */
  private static Process socat(Path device, int port) throws IOException, InterruptedException {
    Process socat =
        new ProcessBuilder(
                List.of("socat", "PTY,link=" + device + ",raw,echo=0", "TCP:127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!Files.exists(device)) {
      if (!socat.isAlive()) {
        throw new IOException("socat ended with " + socat.exitValue());
      }
      Thread.sleep(5);
    }
    return socat;
  }
}
