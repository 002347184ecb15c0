package io.birthmark.demo.crash;

import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A software token in the station's reader, and what pkcs11-tool shows of it. A token that nobody
 * has initialised is simply not there: SoftHSM always has one more.
 *
 * @param reader SOFTHSM2_CONF
 */
record TokenInside(String reader, String label, String pin) implements Board.Inside {

  // In which order a token lists its objects, it may decide anew each time.
  private static final String SCRIPT =
      """
      p11() { pkcs11-tool --module "$MODULE" --token-label "$LABEL" "$@" 2> /dev/null; }
      if ! pkcs11-tool --module "$MODULE" -L 2> /dev/null | grep -q "token label *: $LABEL\\$"; then
        echo blank
        exit
      fi
      p11 --login --pin "$PIN" -O | sed 's/^/object /' | sort
      echo "record $(p11 --read-object --type data --label birthmark-identity | base64 -w0)"
      echo "leaf $(p11 --read-object --type cert --label birthmark-device | base64 -w0)"
      """;

  @Override
  public void renew() {
    // The reader's folder was put back as a whole.
  }

  @Override
  public Look look() throws IOException, InterruptedException {
    String out =
        Shell.run(
            Map.of(
                "SOFTHSM2_CONF",
                reader,
                "MODULE",
                TokenReader.module().toString(),
                "LABEL",
                label,
                "PIN",
                pin),
            "set +o pipefail +e\n" + SCRIPT);
    if (out.equals("blank")) {
      return Look.BLANK;
    }
    List<String> contents = new ArrayList<>();
    Map<String, String> single = new HashMap<>();
    for (String line : out.split("\n")) {
      String[] words = line.split(" ", 2);
      if (words[0].equals("object")) {
        contents.add(line);
      } else if (words.length == 2) {
        single.put(words[0], words[1]);
      }
    }
    String record =
        new String(
            Base64.getDecoder().decode(single.getOrDefault("record", "")), StandardCharsets.UTF_8);
    String leaf = single.getOrDefault("leaf", "");
    return new Look(
        String.join("\n", contents),
        leaf.isEmpty() ? Map.of() : Map.of("x509", leaf),
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
    String dead =
        Shell.run(
            Map.of("SOFTHSM2_CONF", reader, "MODULE", TokenReader.module().toString()),
            """
            alive=$(pkcs11-tool --module "$MODULE" -L 2> /dev/null | sed -n 's/.*serial num *: //p')
            cd "$(dirname "$SOFTHSM2_CONF")/tokens"
            for token in *; do
              serial=$(echo "$token" | tr -d - | tail -c 17)
              echo "$alive" | grep -q "$serial" || { rm -r "$token"; echo "$token"; }
            done
            """);
    return dead.lines().toList();
  }

  @Override
  public void close() {
    // It goes with the reader's folder.
  }
}
