package io.birthmark.demo.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.birthmark.demo.Folders;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A software TPM, and what tpm2-tools show of it. */
final class TpmInside implements Board.Inside {

  /** Few programs, for this is done thousands of times; what they say is read here. */
  private static final String SCRIPT =
      """
      cd "$D"
      for what in transient loaded-session persistent nv-index; do
        tpm2_getcap "handles-$what" > "$what"
      done
      while read -r _ h; do
        tpm2_readpublic -Q -c "$h" -f tss -o "key $h"
      done < persistent
      while read -r _ i; do
        case $i in
          0x18001*)
            tpm2_nvreadpublic "$i" > "public $i"
            tpm2_nvread "$i" > "bytes $i" 2> /dev/null || :
        esac
      done < nv-index
      """;

  private static final String EK = "key 0x81010001";
  private static final String RECORD = "0x1800100";
  private static final String CHAIN = "0x1800101";

  private final SoftwareTpm tpm;
  private final Path pristine;

  private TpmInside(SoftwareTpm tpm, Path pristine) {
    this.tpm = tpm;
    this.pristine = pristine;
  }

  static TpmInside make(TpmMaker maker, Path folder) throws IOException, InterruptedException {
    Path pristine = folder.resolve("pristine");
    maker.make(pristine);
    return new TpmInside(new SoftwareTpm(folder.resolve("state")), pristine);
  }

  int port() {
    return tpm.port();
  }

  @Override
  public void renew() throws IOException, InterruptedException {
    tpm.powerOff();
    Folders.delete(tpm.state());
    Folders.copy(pristine, tpm.state());
    tpm.powerOn();
    // As a board's firmware would; a station starts one that is not started by itself.
    String unused = Shell.run(Map.of("TPM2TOOLS_TCTI", tpm.tcti()), "tpm2_startup -c");
  }

  @Override
  public Look look() throws IOException, InterruptedException {
    Path seen = Files.createTempDirectory("tpm");
    try {
      String unused = Shell.run(Map.of("TPM2TOOLS_TCTI", tpm.tcti(), "D", seen.toString()), SCRIPT);
      return look(seen);
    } finally {
      Folders.delete(seen);
    }
  }

  /** Keys and indices with all that is public of them. */
  private static Look look(Path seen) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(seen)) {
      for (Path file : files.sorted().toList()) {
        String name = name(file);
        if (name.startsWith("key ") || name.startsWith("public ") || name.startsWith("bytes ")) {
          contents.add(name + " " + base64(file));
        }
      }
    }
    Map<String, String> evidence = new HashMap<>();
    evidence(seen.resolve(EK)).ifPresent(ek -> evidence.put("tpm", ek));
    evidence(seen.resolve("bytes " + CHAIN)).ifPresent(chain -> evidence.put("x509", chain));
    Path record = seen.resolve("bytes " + RECORD);
    Path about = seen.resolve("public " + RECORD);
    return new Look(
        String.join("\n", contents),
        evidence,
        Files.exists(record)
            // Half a record is not even text.
            ? Optional.of(new String(Files.readAllBytes(record), UTF_8)).filter(t -> !t.isEmpty())
            : Optional.empty(),
        Files.exists(about) && Files.readString(about).contains("writelocked"),
        (handles(seen, "transient") + " " + handles(seen, "loaded-session")).strip());
  }

  private static String name(Path file) {
    return Optional.ofNullable(file.getFileName()).orElseThrow().toString();
  }

  /** An index that is defined and not yet written is there, and holds nothing. */
  private static Optional<String> evidence(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(base64(file)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static String handles(Path seen, String what) throws IOException {
    return Files.readString(seen.resolve(what)).replaceAll("[-\\s]+", " ").strip();
  }

  @Override
  public void close() {
    tpm.close();
  }
}
