package io.birthmark.label;

import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws filled ZPL, command by command, and collects what its barcodes say. */
final class Drawing {
  private static final int QUIET_TEXT = 9;

  /** Dots, in all lines together. */
  private static final int WIDEST = 50_000;

  /** Modules of white beside a Code 128 (ISO 15417). */
  private static final int QUIET_ZONE = 10;

  /** Stands for a backslash while lines are told apart; no text that can be drawn has it. */
  private static final String ONE_BACKSLASH = "\u0000";

  private final BitMatrix paper;
  private final boolean quiet;
  private final List<String> codes = new ArrayList<>();
  private final List<Area> areas = new ArrayList<>();
  private final Glyphs glyphs = Glyphs.instance();

  private int homeX;
  private int homeY;
  private ZplCommand usualFont = new ZplCommand("^CF", "0,20", 0);
  private int module = 2;
  private int barHeight = 10;

  private int x;
  private int y;
  private boolean fromBelow;
  private Optional<ZplCommand> font = Optional.empty();
  private Optional<ZplCommand> block = Optional.empty();
  private Optional<ZplCommand> code = Optional.empty();
  private Optional<Character> hex = Optional.empty();
  private int gap;

  /**
   * An empty label.
   *
   * @param quiet whether a Code 128 is refused that has not all the white beside it that it needs
   */
  Drawing(int width, int height, boolean quiet) {
    paper = new BitMatrix(width, height);
    this.quiet = quiet;
  }

  /** Something that does not go on the label; says which and why. */
  static final class DoesNotFit extends Exception {
    private static final long serialVersionUID = 1;

    DoesNotFit(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** Where a code stands: a single dot of something else may spoil it. */
  private record Area(int left, int top, int right, int bottom, String text) {
    boolean has(int across, int down) {
      return across >= left && across < right && down >= top && down < bottom;
    }
  }

  BitMatrix paper() {
    return paper;
  }

  List<String> codes() {
    return codes;
  }

  void draw(ZplCommand command) throws DoesNotFit {
    switch (command.name()) {
      case "^LH" -> {
        homeX = command.number(0, 0);
        homeY = command.number(1, 0);
      }
      case "^CF" -> usualFont = command;
      case "^BY" -> {
        module = command.number(0, module);
        barHeight = command.number(2, barHeight);
      }
      case "^FO", "^FT" -> {
        x = homeX + command.number(0, 0);
        y = homeY + command.number(1, 0);
        fromBelow = command.is("^FT");
      }
      case "^FH" -> hex = Optional.of(FieldData.escape(command));
      case "^FB" -> block = Optional.of(command);
      case "^FP" -> gap = command.number(1, 0);
      case "^GB" -> box(command);
      case "^BC", "^BQ", "^BX" -> code = Optional.of(command);
      case "^FD" ->
          field(
              hex.map(escape -> FieldData.decode(command.parameters(), escape))
                  .orElse(command.parameters()));
      case "^FS" -> {
        font = Optional.empty();
        block = Optional.empty();
        code = Optional.empty();
        hex = Optional.empty();
        gap = 0;
      }
      case "^A" -> font = Optional.of(command);
      default -> {
        // Settings of the printer, and what the configuration was told is not drawn.
      }
    }
  }

  private void field(String data) throws DoesNotFit {
    if (code.isPresent()) {
      barcode(code.get(), data);
      return;
    }
    Optional<Integer> unknown = glyphs.firstUnknown(data);
    if (unknown.isPresent()) {
      throw new DoesNotFit(
          String.format("\"%s\" has U+%04X, which cannot be drawn", data, unknown.get()));
    }
    if (width(data) > WIDEST) {
      throw new DoesNotFit("\"" + data + "\" is wider than any label");
    }
    if (block.isPresent()) {
      block(block.get(), data);
    } else if (!data.isEmpty()) {
      Place.Box box = new Place.Box(width(data), size(), size() * 3 / 4);
      line(data, place(orientation(font)), box, 0, 0);
    }
  }

  private Place place(char orientation) {
    return new Place(x, y, fromBelow, orientation);
  }

  private void barcode(ZplCommand command, String data) throws DoesNotFit {
    Barcode kind = Barcode.of(command).orElseThrow();
    String text = kind.text(data, command);
    BitMatrix bars;
    try {
      bars = kind.draw(text, data, heighten(kind, command), module);
    } catch (WriterException | IllegalArgumentException e) {
      throw new DoesNotFit("\"" + text + "\" cannot be a barcode of " + command.name());
    }
    codes.add(text);
    Place.Box box = new Place.Box(bars.getWidth(), bars.getHeight(), bars.getHeight());
    // A printer puts a QR code at ^FO as much lower as bars of ^BY would be high.
    int lower = kind == Barcode.QR && !fromBelow ? barHeight : 0;
    Place at = new Place(x, y + lower, fromBelow, orientation(Optional.of(command)));
    Area area = area(at, box, text);
    keepFree(area);
    if (quiet && kind == Barcode.CODE_128) {
      keepQuiet(area);
    }
    put(bars, at, box, 0, 0, text);
    areas.add(area);
    if (kind == Barcode.CODE_128 && !command.parameter(2).equals("N")) {
      int size = QUIET_TEXT * module;
      BitMatrix line = glyphs.line(text, size, size, 0);
      boolean above = command.parameter(3).equals("Y");
      int top = above ? -size - module : bars.getHeight() + module;
      int indent = (bars.getWidth() - glyphs.width(text, size, 0)) / 2;
      put(line, at, box, indent, top - glyphs.above(size), text);
    }
  }

  private static Area area(Place at, Place.Box box, String text) {
    int left = at.across(box, 0, 0);
    int top = at.down(box, 0, 0);
    int right = at.across(box, box.wide() - 1, box.high() - 1);
    int bottom = at.down(box, box.wide() - 1, box.high() - 1);
    return new Area(
        Math.min(left, right),
        Math.min(top, bottom),
        Math.max(left, right) + 1,
        Math.max(top, bottom) + 1,
        text);
  }

  private void keepQuiet(Area area) throws DoesNotFit {
    int white = QUIET_ZONE * module;
    if (area.left() < white || area.right() + white > paper.getWidth()) {
      throw new DoesNotFit(
          "the Code 128 of \"" + area.text() + "\" has too little white beside it");
    }
  }

  /** A code that grows with its value must not grow into what stands beside it. */
  private void keepFree(Area area) throws DoesNotFit {
    for (int down = Math.max(0, area.top()); down < area.bottom(); down++) {
      for (int across = Math.max(0, area.left()); across < area.right(); across++) {
        if (across < paper.getWidth() && down < paper.getHeight() && paper.get(across, down)) {
          throw new DoesNotFit("the code of \"" + area.text() + "\" reaches over something else");
        }
      }
    }
  }

  private ZplCommand heighten(Barcode kind, ZplCommand command) {
    if (kind != Barcode.CODE_128 || !command.parameter(1).isEmpty()) {
      return command;
    }
    String rest = command.parameters().replaceFirst("^([^,]*),?", "$1," + barHeight);
    return new ZplCommand(command.name(), rest, command.line());
  }

  /** One line of text, this far right of and below its field's corner. */
  private void line(String text, Place at, Place.Box box, int left, int top) throws DoesNotFit {
    BitMatrix line = glyphs.line(text, size(), characterWidth(), gap);
    put(line, at, box, left, top - glyphs.above(size()), text);
  }

  /** Lines of text in a box: wide, lines, space between, L, C or R. */
  private void block(ZplCommand command, String data) throws DoesNotFit {
    int wide = command.number(0, paper.getWidth());
    int most = Math.max(1, command.number(1, 1));
    List<String> lines = lines(data, wide);
    if (lines.size() > most) {
      throw new DoesNotFit(
          "\"" + data + "\" needs " + lines.size() + " lines; its box (^FB) has " + most);
    }
    int step = size() + command.number(2, 0);
    // ^FT counts from the last line that may be, whether it is there or not.
    int last = (most - 1) * step;
    Place.Box box = new Place.Box(wide, last + size(), last + size() * 3 / 4);
    int top = 0;
    for (String line : lines) {
      int used = width(line);
      if (used > wide) {
        throw new DoesNotFit("\"" + line + "\" is wider than its box (^FB), " + wide + " dots");
      }
      int indent =
          switch (command.parameter(3)) {
            case "C" -> (wide - used) / 2;
            case "R" -> wide - used;
            default -> 0;
          };
      if (!line.isEmpty()) {
        line(line, place(orientation(font)), box, indent, top);
      }
      top += step;
    }
  }

  private List<String> lines(String data, int wide) {
    List<String> lines = new ArrayList<>();
    // Two backslashes are one; one and an ampersand begin a new line.
    // Designers end the last line, too.
    for (String escaped : data.replace("\\\\", ONE_BACKSLASH).split("\\\\&")) {
      String part = escaped.replace(ONE_BACKSLASH, "\\");
      String line = "";
      for (String word : part.split(" ", -1)) {
        String longer = line.isEmpty() ? word : line + " " + word;
        if (!line.isEmpty() && width(longer) > wide) {
          lines.add(line);
          longer = word;
        }
        line = longer;
      }
      lines.add(line);
    }
    return lines;
  }

  private int width(String text) {
    return glyphs.width(text, characterWidth(), gap);
  }

  private int size() {
    return Math.max(8, font.map(f -> f.number(1, usual(1, 20))).orElseGet(() -> usual(1, 20)));
  }

  private int characterWidth() {
    int wide = font.map(f -> f.number(2, 0)).orElseGet(() -> usual(2, 0));
    return wide == 0 ? size() : wide;
  }

  private int usual(int parameter, int otherwise) {
    return usualFont.number(parameter, otherwise);
  }

  private static char orientation(Optional<ZplCommand> command) {
    String parameters = command.map(ZplCommand::parameters).orElse("");
    String first = command.filter(c -> c.is("^A")).isPresent() ? cut(parameters) : parameters;
    return first.isEmpty() || "RIB".indexOf(first.charAt(0)) < 0 ? 'N' : first.charAt(0);
  }

  private static String cut(String parameters) {
    return parameters.isEmpty() ? "" : parameters.substring(1);
  }

  private void box(ZplCommand command) throws DoesNotFit {
    int thick = Math.max(1, command.number(2, 1));
    int wide = Math.max(thick, command.number(0, thick));
    int high = Math.max(thick, command.number(1, thick));
    BitMatrix box = new BitMatrix(wide, high);
    box.setRegion(0, 0, wide, thick);
    box.setRegion(0, high - thick, wide, thick);
    box.setRegion(0, 0, thick, high);
    box.setRegion(wide - thick, 0, thick, high);
    put(box, place('N'), new Place.Box(wide, high, high), 0, 0, "a box");
  }

  /** Puts a shape on the paper, this far right of and below the corner of its upright field. */
  private void put(BitMatrix shape, Place at, Place.Box box, int left, int top, String what)
      throws DoesNotFit {
    for (int j = 0; j < shape.getHeight(); j++) {
      for (int i = 0; i < shape.getWidth(); i++) {
        if (shape.get(i, j)) {
          dot(at.across(box, left + i, top + j), at.down(box, left + i, top + j), what);
        }
      }
    }
  }

  private void dot(int across, int down, String what) throws DoesNotFit {
    if (across < 0 || across >= paper.getWidth() || down < 0 || down >= paper.getHeight()) {
      throw new DoesNotFit(
          String.format(
              "\"%s\" reaches over the label's edge (%d x %d dots)",
              what, paper.getWidth(), paper.getHeight()));
    }
    for (Area area : areas) {
      if (area.has(across, down)) {
        throw new DoesNotFit("\"" + what + "\" reaches over the code of \"" + area.text() + "\"");
      }
    }
    paper.set(across, down);
  }
}
