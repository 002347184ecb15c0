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
      return losesAnObject(seen) ? Look.TORN : look(seen);
    } finally {
      Folders.delete(seen);
    }
  }

  /**
   * An object whose file SoftHSM had emptied and not yet written again; the token goes as a whole.
   */
  private boolean losesAnObject(Path seen) throws IOException {
    String slots = Files.readString(seen.resolve("slots"));
    String ours = slots.substring(slots.indexOf(": " + label));
    for (Path token : tokens(reader)) {
      if (ours.lines().filter(line -> line.contains("serial num")).findFirst().stream()
          .anyMatch(line -> line.contains(serial(token)))) {
        try (Stream<Path> files = Files.list(token)) {
          boolean torn = false;
          for (Path file : files.toList()) {
            torn |= String.valueOf(file).endsWith(".object") && Files.size(file) == 0;
          }
          if (torn) {
            Folders.delete(token);
            return true;
          }
        }
      }
    }
    return false;
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
    String slots =
        Shell.run(
            Map.of("SOFTHSM2_CONF", reader, "MODULE", TokenReader.module().toString()),
            "exec pkcs11-tool --module \"$MODULE\" -L");
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
