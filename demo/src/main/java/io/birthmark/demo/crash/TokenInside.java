package io.birthmark.demo.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.birthmark.demo.Folders;
import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A software token in the station's reader, and what pkcs11-tool shows of it. A token that nobody
 * has initialised is simply not there: SoftHSM always has one more.
 *
 * @param reader SOFTHSM2_CONF
 */
record TokenInside(String reader, String label, String pin) implements Board.Inside {

  private static final int SERIAL_LENGTH = 16;

  private static final String SCRIPT =
      """
      cd "$D"
      p11() { pkcs11-tool --module "$MODULE" --token-label "$LABEL" "$@" 2> /dev/null; }
      pkcs11-tool --module "$MODULE" -L > slots 2> /dev/null
      [[ $(< slots) =~ "token label"[[:space:]]*": $LABEL"($|[[:cntrl:]]) ]] || exit 0
      p11 --login --pin "$PIN" -O > objects
      p11 --read-object --type data --label birthmark-identity > record
      p11 --read-object --type cert --label birthmark-device > leaf
      exit 0
      """;

  @Override
  public void renew() {
    // The reader's folder was put back as a whole.
  }

  @Override
  public Look look() throws IOException, InterruptedException {
    Path seen = Files.createTempDirectory("token");
    try {
      String unused =
          Shell.run(
              Map.of(
                  "SOFTHSM2_CONF",
                  reader,
                  "MODULE",
                  TokenReader.module().toString(),
                  "LABEL",
                  label,
                  "PIN",
                  pin,
                  "D",
                  seen.toString()),
              "set +o pipefail +e\n" + SCRIPT);
      if (!Files.exists(seen.resolve("objects"))) {
        return Look.BLANK;
      }
      return isTorn(seen) ? Look.TORN : look(seen);
    } finally {
      Folders.delete(seen);
    }
  }

  /**
   * Whether SoftHSM was in the middle of writing it: a token that it had made and not yet given its
   * security officer's PIN, or one with an object whose file was emptied and not written again.
   */
  private boolean isTorn(Path seen) throws IOException {
    List<String> listed = listed(Files.readString(seen.resolve("slots")));
    if (listed.stream().anyMatch(line -> line.contains("SO PIN locked"))) {
      return true;
    }
    Optional<Path> folder = folder(listed);
    if (folder.isEmpty()) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      boolean torn = false;
      for (Path file : files.toList()) {
        torn |= String.valueOf(file).endsWith(".object") && Files.size(file) == 0;
      }
      return torn;
    }
  }

  /** What pkcs11-tool lists of this token, from its label on. */
  private List<String> listed(String slots) {
    String ours = slots.substring(slots.indexOf(": " + label));
    int next = ours.indexOf("\nSlot ");
    return (next < 0 ? ours : ours.substring(0, next)).lines().toList();
  }

  private Optional<Path> folder(List<String> listed) throws IOException {
    Optional<String> serial =
        listed.stream().filter(line -> line.contains("serial num")).findFirst();
    return tokens(reader).stream()
        .filter(token -> serial.filter(line -> line.contains(serial(token))).isPresent())
        .findFirst();
  }

  /** Takes away one that was found torn; nobody may be looking into the reader meanwhile. */
  void remove() throws IOException, InterruptedException {
    Optional<Path> folder = folder(listed(slots(reader)));
    if (folder.isPresent()) {
      Folders.delete(folder.get());
    }
  }

  private static String slots(String reader) throws IOException, InterruptedException {
    return Shell.run(
        Map.of("SOFTHSM2_CONF", reader, "MODULE", TokenReader.module().toString()),
        "exec pkcs11-tool --module \"$MODULE\" -L");
  }

  private static List<Path> tokens(String reader) throws IOException {
    try (Stream<Path> tokens = Files.list(Path.of(reader).resolveSibling("tokens"))) {
      return tokens.toList();
    }
  }

  /** SoftHSM names the folder by a UUID, and takes its end for the serial number. */
  private static String serial(Path token) {
    String hex = String.valueOf(token.getFileName()).replace("-", "");
    return hex.substring(Math.max(0, hex.length() - SERIAL_LENGTH));
  }

  private static Look look(Path seen) throws IOException {
    // In which order a token lists its objects, it may decide anew each time.
    List<String> contents = Files.readString(seen.resolve("objects")).lines().sorted().toList();
    String record = new String(Files.readAllBytes(seen.resolve("record")), UTF_8);
    byte[] leaf = Files.readAllBytes(seen.resolve("leaf"));
    return new Look(
        String.join("\n", contents),
        leaf.length == 0 ? Map.of() : Map.of("x509", Base64.getEncoder().encodeToString(leaf)),
        record.isEmpty() ? Optional.empty() : Optional.of(record),
        !record.isEmpty(),
        "");
  }

  /**
   * Takes away what is left of tokens that did not survive: SoftHSM writes its files in place, and
   * passes over a token with half a file. A real token looks after itself.
   *
   * @return their folders' names
   */
  static List<String> removeDead(String reader) throws IOException, InterruptedException {
    String slots = slots(reader);
    List<String> dead = new ArrayList<>();
    for (Path token : tokens(reader)) {
      if (!slots.contains(serial(token))) {
        Folders.delete(token);
        dead.add(String.valueOf(token.getFileName()));
      }
    }
    return dead;
  }

  @Override
  public void close() {
    // It goes with the reader's folder.
  }
}
