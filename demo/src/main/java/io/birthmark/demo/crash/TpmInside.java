package io.birthmark.demo.crash;

import io.birthmark.demo.Folders;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A software TPM, and what tpm2-tools show of it. */
final class TpmInside implements Board.Inside {

  /** A line for each thing that is there; keys and indices with all that is public of them. */
  private static final String SCRIPT =
      """
      d=$(mktemp -d); trap 'rm -r "$d"' EXIT
      numbers() { tpm2_getcap "$1" | tr -d ' -'; }
      echo "leftovers" $(numbers handles-transient; numbers handles-loaded-session)
      for h in $(numbers handles-persistent); do
        tpm2_readpublic -Q -c "$h" -f tss -o "$d/$h"
        echo "key $h $(base64 -w0 "$d/$h")"
      done
      [ ! -e "$d/0x81010001" ] || echo "ek $(base64 -w0 "$d/0x81010001")"
      for i in $(numbers handles-nv-index); do
        case $i in
          0x18001*)
            tpm2_nvreadpublic "$i" > "$d/public"
            tpm2_nvread "$i" > "$d/bytes" 2> /dev/null || : > "$d/bytes"
            echo "index $i $(cat "$d/public" "$d/bytes" | base64 -w0)"
            case $i in
              0x1800100)
                echo "record $(base64 -w0 "$d/bytes")"
                ! grep -q writelocked "$d/public" || echo "locked" ;;
              0x1800101) echo "chain $(base64 -w0 "$d/bytes")" ;;
            esac ;;
        esac
      done
      """;

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
    List<String> contents = new ArrayList<>();
    Map<String, String> single = new HashMap<>();
    for (String line : Shell.run(Map.of("TPM2TOOLS_TCTI", tpm.tcti()), SCRIPT).split("\n")) {
      String[] words = line.split(" ", 2);
      if (words[0].equals("key") || words[0].equals("index")) {
        contents.add(line);
      } else {
        single.put(words[0], words.length == 1 ? "" : words[1]);
      }
    }
    Map<String, String> evidence = new HashMap<>();
    Optional.ofNullable(single.get("ek")).ifPresent(ek -> evidence.put("tpm", ek));
    Optional.ofNullable(single.get("chain")).ifPresent(leaf -> evidence.put("x509", leaf));
    return new Look(
        String.join("\n", contents),
        evidence,
        Optional.ofNullable(single.get("record")).map(TpmInside::text).filter(r -> !r.isEmpty()),
        single.containsKey("locked"),
        single.getOrDefault("leftovers", ""));
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    tpm.close();
  }
}
