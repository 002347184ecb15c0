package io.birthmark.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A label's pictures, the station's and another renderer's, and what a scanner reads there. */
final class LabelPictures {
  private static final Path NPM = Path.of("../label-printer/src/test/npm").toAbsolutePath();

  private LabelPictures() {}

  /**
   * The station's own beside the ZPL, and what zpl-renderer-js makes of it where the tests of the
   * labels have installed that.
   */
  static List<Path> of(Path zpl) {
    String name = zpl.getFileName().toString();
    List<Path> pictures = new ArrayList<>();
    pictures.add(zpl.resolveSibling(name.replace(".zpl", ".png")));
    if (Files.exists(NPM.resolve("node_modules/zpl-renderer-js"))) {
      String unused =
          Tools.run(
              Map.of("NPM", NPM.toString(), "ZPL", zpl.toString()),
              "node \"$NPM/render.cjs\" 8 400 200 \"$ZPL\"");
      pictures.add(zpl.resolveSibling(name + ".js.png"));
    }
    return pictures;
  }

  /** One line for each code. */
  static List<String> codes(Path picture) {
    return Tools.run(Map.of("P", picture.toString()), "zbarimg --quiet \"$P\" 2> /dev/null")
        .lines()
        .toList();
  }
}
