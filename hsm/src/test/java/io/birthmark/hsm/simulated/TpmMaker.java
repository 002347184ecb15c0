package io.birthmark.hsm.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A maker of TPMs with a certificate authority of its own: what {@code swtpm_setup} puts into a new
 * TPM (EK, EK certificate) is what a real maker's TPM has when it reaches the line.
 */
public final class TpmMaker {
  private final Path folder;

  /**
   * A maker whose keys and certificates live in {@code folder}; made at the first TPM, reused when
   * already there.
   */
  public TpmMaker(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    Files.writeString(
        folder.resolve("localca.conf"),
        String.join(
            "\n",
            "statedir = " + this.folder,
            "signingkey = " + this.folder.resolve("signkey.pem"),
            "issuercert = " + this.folder.resolve("issuercert.pem"),
            "certserial = " + this.folder.resolve("certserial"),
            ""));
    Files.writeString(
        folder.resolve("localca.options"),
        "--platform-manufacturer Birthmark\n--platform-version 1\n--platform-model demo\n");
    Files.writeString(
        folder.resolve("setup.conf"),
        String.join(
            "\n",
            "create_certs_tool=swtpm_localca",
            "create_certs_tool_config=" + this.folder.resolve("localca.conf"),
            "create_certs_tool_options=" + this.folder.resolve("localca.options"),
            ""));
  }

  /** Makes a TPM whose state is in {@code state}; takes about a second. */
  public void make(Path state) throws IOException, InterruptedException {
    Files.createDirectories(state);
    Process setup =
        new ProcessBuilder(
                List.of(
                    "swtpm_setup",
                    "--config",
                    folder.resolve("setup.conf").toString(),
                    "--tpm2",
                    "--tpmstate",
                    state.toAbsolutePath().toString(),
                    "--create-ek-cert",
                    "--lock-nvram",
                    "--overwrite"))
            .redirectErrorStream(true)
            .start();
    setup.getOutputStream().close();
    String told = new String(setup.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (setup.waitFor() != 0) {
      throw new IOException("swtpm_setup failed:\n" + told);
    }
  }

  /** Puts this maker's certificates where a station looks for the makers that it trusts. */
  public void publishRoots(Path roots) throws IOException {
    Files.createDirectories(roots);
    for (String certificate : List.of("swtpm-localca-rootca-cert.pem", "issuercert.pem")) {
      Files.copy(
          folder.resolve(certificate),
          roots.resolve(certificate),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
