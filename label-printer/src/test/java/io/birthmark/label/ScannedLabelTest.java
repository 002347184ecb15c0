package io.birthmark.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scanner reads from a label exactly what is in the record: from our picture of it, and from what
 * a renderer that is not ours makes of the same ZPL; the scanners are not ours, either.
 */
final class ScannedLabelTest {
  private static final Path NPM = Path.of("src/test/npm").toAbsolutePath();
  private static final String HARD = "^~>_\\\"'`${}%&#|,;:<=?@!*()[]+-./";
  private static final Pattern SYMBOL =
      Pattern.compile(
          "type='([^']*)'[^>]*>.*?<data[^>]*><!\\[CDATA\\[(.*?)]]></data>", Pattern.DOTALL);
  private static final LabelTemplate DATA_MATRIX =
      Values.template(
          "^XA^CI28^PW400^LL300^FO40,40^BXN,6,200^FD${serial}^FS"
              + "^FO40,220^A0N,24^FD${serial}^FS^FO40,260^A0N,24^FD${product}^FS^XZ");

  @TempDir Path folder;

  @Test
  void two_hundred_hard_serials_are_read_from_both_pictures() throws Exception {
    Map<String, Path> files = labels(LabelTemplate.usual(203), 200);
    othersPictures(files.values().stream().toList(), 200);
    for (String suffix : List.of(".png", ".js.png")) {
      Map<String, List<String>> read = zbar(files, suffix);
      files.forEach(
          (serial, file) ->
              assertThat(read.get(file + suffix))
                  .as(serial + " in " + suffix)
                  .containsExactlyInAnyOrder(
                      "QR-Code " + idOf(file) + " " + serial + " 1", "CODE-128 " + serial));
    }
  }

  @Test
  void fifty_hard_serials_are_read_from_data_matrix_codes() throws Exception {
    Map<String, Path> files = labels(DATA_MATRIX, 50);
    othersPictures(files.values().stream().toList(), 300);
    for (String suffix : List.of(".png", ".js.png")) {
      List<String> command = new ArrayList<>(List.of("dmtxread", "-n", "-N1", "-m2000"));
      files.values().forEach(file -> command.add(file + suffix));
      assertThat(output(command).lines()).as(suffix).containsExactlyElementsOf(files.keySet());
    }
  }

  @Test
  void the_finer_label_is_read_as_well() throws Exception {
    Path file = folder.resolve("fine.zpl");
    write(file, LabelTemplate.usual(300), "000417", "press-000417");
    assertThat(zbar(Map.of("000417", file), ".png").get(file + ".png"))
        .containsExactlyInAnyOrder("QR-Code press-000417 000417 1", "CODE-128 000417");
  }

  @Test
  void names_made_of_an_ek_have_room_and_are_read() throws Exception {
    String id = "nvofzmmp3lm4fqj2rktxrxoc5t3nvofzmmp3lm4fqj2rktxrxoc5";
    for (int dpi : new int[] {203, 300}) {
      Path file = folder.resolve("long-" + dpi + ".zpl");
      write(file, LabelTemplate.usualForLongNames(dpi), "SN-2026-11-25-000417", id);
      assertThat(zbar(Map.of(id, file), ".png").get(file + ".png"))
          .containsExactly("QR-Code " + id + " SN-2026-11-25-000417 1");
    }
  }

  private Map<String, Path> labels(LabelTemplate template, int count) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    Random random = new Random(6);
    while (files.size() < count) {
      String serial =
          IntStream.range(0, 2 + random.nextInt(11))
              .mapToObj(i -> random.nextInt(3) == 0 ? '0' + random.nextInt(75) : hard(random))
              .map(c -> Character.toString(c))
              .reduce("", String::concat);
      // The other renderer loses a Code 128's last character right after an escaped >.
      if (!files.containsKey(serial) && !serial.matches(".*>.")) {
        Path file = folder.resolve("label-%03d.zpl".formatted(files.size()));
        files.put(serial, file);
        write(file, template, serial, idOf(file));
      }
    }
    return files;
  }

  private static int hard(Random random) {
    return HARD.charAt(random.nextInt(HARD.length()));
  }

  private static String idOf(Path file) {
    return file.getFileName().toString().replace(".zpl", "");
  }

  private static void write(Path file, LabelTemplate template, String serial, String id)
      throws IOException {
    Label label = Values.filled(template, Values.of(serial, id));
    Files.write(file, label.zpl());
    Files.write(Path.of(file + ".png"), label.picture().png());
  }

  private void othersPictures(List<Path> files, int height) throws Exception {
    if (!Files.exists(NPM.resolve("node_modules/zpl-renderer-js"))) {
      assumeTrue(
          run(List.of("npm", "ci", "--no-audit", "--no-fund", "--prefix", NPM.toString())) == 0,
          "npm cannot install zpl-renderer-js here (tools/setup.sh, or no network)");
    }
    List<String> command = new ArrayList<>(List.of("node", NPM.resolve("render.cjs").toString()));
    command.addAll(List.of("8", "400", Integer.toString(height)));
    files.forEach(file -> command.add(file.toString()));
    assertThat(run(command)).isZero();
  }

  private Map<String, List<String>> zbar(Map<String, Path> files, String suffix) throws Exception {
    List<String> command = new ArrayList<>(List.of("zbarimg", "--quiet", "--xml"));
    files.values().forEach(file -> command.add(file + suffix));
    Map<String, List<String>> read = new LinkedHashMap<>();
    for (String source : output(command).split("<source href='")) {
      Matcher symbol = SYMBOL.matcher(source);
      List<String> codes = new ArrayList<>();
      while (symbol.find()) {
        codes.add(symbol.group(1) + " " + symbol.group(2));
      }
      read.put(source.replaceFirst("(?s)'.*", ""), codes);
    }
    return read;
  }

  private int run(List<String> command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("run.log").toFile())
        .start()
        .waitFor();
  }

  private static String output(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
