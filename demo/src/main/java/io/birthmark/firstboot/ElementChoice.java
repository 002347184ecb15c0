package io.birthmark.firstboot;

import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.tpm.DeviceTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the device's element is: a TPM, or a token behind a PKCS#11 module. */
final class ElementChoice {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);

  @Option(
      names = "--tpm",
      paramLabel = "ADDRESS",
      required = true,
      description = "The device's TPM: /dev/tpmrm0, tcp:HOST:PORT, unix:PATH or exec:COMMAND.")
  private @Nullable String tpm;

  @ArgGroup(exclusive = false)
  private @Nullable TokenChoice token;

  private static final class TokenChoice {
    @Option(
        names = "--pkcs11",
        paramLabel = "MODULE",
        required = true,
        description = "The PKCS#11 module (a shared library) behind which the device's token is.")
    private Path module = Path.of("");

    @Option(
        names = "--token",
        paramLabel = "LABEL",
        required = true,
        description = "The token's label.")
    private String label = "";

    @Option(
        names = "--pin-file",
        paramLabel = "F",
        required = true,
        description = "A file with the token's PIN, and nothing else; a line end is no part of it.")
    private Path pinFile = Path.of("");
  }

  /** An element that can be opened; closing wipes what was needed for it. */
  interface Door extends AutoCloseable {
    /**
     * @throws ElementException when the element is not there or does not let us in
     */
    DeviceElement open();

    @Override
    void close();
  }

  /**
   * @throws IllegalArgumentException when what was chosen cannot be meant; the message says why
   * @throws IOException when the PIN cannot be read; the message says why
   */
  Door door() throws IOException {
    TokenChoice chosen = token;
    if (chosen != null) {
      return new TokenDoor(chosen.module, chosen.label, PinFile.read(chosen.pinFile));
    }
    return new TpmDoor(TpmAddress.parse(tpm == null ? "" : tpm));
  }

  private record TpmDoor(TpmAddress address) implements Door {
    @Override
    public DeviceElement open() {
      return new DeviceTpm(TpmConnector.connect(address, COMMAND_LIMIT));
    }

    @Override
    public void close() {}
  }
}
