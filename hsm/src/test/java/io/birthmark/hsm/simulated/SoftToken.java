package io.birthmark.hsm.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A device with a PKCS#11 token, made of SoftHSM. Its folder holds all there is of it: {@code
 * tokens/}, {@code softhsm2.conf} to reach it there, and {@code pin}. While it is plugged in, its
 * token is in the reader's folder instead.
 */
public final class SoftToken implements AutoCloseable {
  private final Path folder;
  private Optional<TokenReader> in = Optional.empty();
  private Set<Path> ours = Set.of();

  private SoftToken(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * Makes a device as its maker delivers it: initialised, with a label and both PINs.
   *
   * @param pin the user's; also written to {@link #pinFile}
   */
  public static SoftToken make(Path folder, String label, String pin, String securityOfficerPin)
      throws IOException, InterruptedException {
    SoftToken token = blank(folder);
    Files.writeString(token.pinFile(), pin);
    token.tool(
        List.of(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            pin,
            "--so-pin",
            securityOfficerPin));
    return token;
  }

  /** Makes a device whose token nobody has initialised. Plug in one such at a time. */
  public static SoftToken blank(Path folder) throws IOException {
    SoftToken token = new SoftToken(folder);
    TokenReader.writeConfiguration(token.folder);
    return token;
  }

  /** A device that was made before, and is not plugged in. */
  public static SoftToken at(Path folder) {
    return new SoftToken(folder);
  }

  public SoftToken plugIn(TokenReader reader) throws IOException {
    if (in.isPresent()) {
      throw new IllegalStateException("it is plugged in already");
    }
    List<Path> tokens = TokenReader.foldersIn(tokens());
    ours = reader.claim(tokens);
    for (Path token : tokens) {
      move(token, reader.tokens());
    }
    in = Optional.of(reader);
    return this;
  }

  /** Pulls it, whatever is being done with it; a blank one takes along what was made of it. */
  public SoftToken pull() throws IOException {
    if (in.isPresent()) {
      for (Path token : in.get().giveBack(ours)) {
        move(token, tokens());
      }
      in = Optional.empty();
    }
    return this;
  }

  private static void move(Path token, Path parent) throws IOException {
    Files.move(token, parent.resolve(token.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path tokens() {
    return folder.resolve("tokens");
  }

  public Path folder() {
    return folder;
  }

  /** With this as SOFTHSM2_CONF a tool finds the token while it is not plugged in. */
  public Path configuration() {
    return folder.resolve("softhsm2.conf");
  }

  public Path pinFile() {
    return folder.resolve("pin");
  }

  /** Runs a tool that is to find this token and no other; it must not be plugged in. */
  public String tool(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("SOFTHSM2_CONF", configuration().toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.get(0) + " failed:\n" + told);
    }
    return told;
  }

  @Override
  public void close() throws IOException {
    SoftToken unused = pull();
  }
}
