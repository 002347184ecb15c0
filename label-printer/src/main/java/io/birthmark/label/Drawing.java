package io.birthmark.label;

import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws filled ZPL, command by command, and collects what its barcodes say. */
final class Drawing {
  private static final int QUIET_TEXT = 9;

  /** Stands for a backslash while lines are told apart; no text has it. */
  private static final String ONE_BACKSLASH = "\u0000";

  private final BitMatrix paper;
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

  Drawing(int width, int height) {
    paper = new BitMatrix(width, height);
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
      case "^FH" ->
          hex = Optional.of(command.parameters().isEmpty() ? '_' : command.parameters().charAt(0));
      case "^FB" -> block = Optional.of(command);
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
    } else if (block.isPresent()) {
      block(block.get(), data);
    } else if (!data.isEmpty()) {
      text(data, x, y, orientation(font));
    }
  }

  private void barcode(ZplCommand command, String data) throws DoesNotFit {
    Barcode kind = kind(command);
    String text = kind.text(data, command);
    BitMatrix bars;
    try {
      bars = kind.draw(text, data, heighten(kind, command), module);
    } catch (WriterException | IllegalArgumentException e) {
      throw new DoesNotFit("\"" + text + "\" cannot be a barcode of " + command.name());
    }
    codes.add(text);
    int top = fromBelow ? y - bars.getHeight() : y;
    turn(bars, orientation(Optional.of(command)));
    keepFree(new Area(x, top, x + bars.getWidth(), top + bars.getHeight(), text));
    place(bars, x, top, 'N', text);
    areas.add(new Area(x, top, x + bars.getWidth(), top + bars.getHeight(), text));
    if (kind == Barcode.CODE_128 && !command.parameter(2).equals("N")) {
      int size = QUIET_TEXT * module;
      int wide = glyphs.width(text, size);
      BitMatrix line = glyphs.line(text, size, size);
      boolean above = command.parameter(3).equals("Y");
      int at = above ? top - size - module : top + bars.getHeight() + module;
      place(line, x + (bars.getWidth() - wide) / 2, at - glyphs.above(size), 'N', text);
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
    String rest = command.parameters().replaceFirst("^([^,]*),?", "$1," + barHeight + ",");
    return new ZplCommand(command.name(), rest.replaceFirst(",$", ""), command.line());
  }

  private static Barcode kind(ZplCommand command) {
    for (Barcode kind : Barcode.values()) {
      if (command.is(kind.command())) {
        return kind;
      }
    }
    throw new IllegalStateException("no barcode " + command.name());
  }

  private void text(String text, int left, int top, char orientation) throws DoesNotFit {
    int size = size();
    int wide = characterWidth();
    BitMatrix line = glyphs.line(text, size, wide);
    int up = fromBelow ? glyphs.baseline(size) : glyphs.above(size);
    place(line, left, top - up, orientation, text);
  }

  /** Lines of text in a box: wide, lines, space between, L, C or R. */
  private void block(ZplCommand command, String data) throws DoesNotFit {
    int wide = command.number(0, paper.getWidth());
    int most = command.number(1, 1);
    List<String> lines = lines(data, wide);
    if (lines.size() > most) {
      throw new DoesNotFit(
          "\"" + data + "\" needs " + lines.size() + " lines; its box (^FB) has " + most);
    }
    int step = size() + command.number(2, 0);
    int top = fromBelow ? y - (lines.size() - 1) * step : y;
    for (String line : lines) {
      int used = glyphs.width(line, characterWidth());
      if (used > wide) {
        throw new DoesNotFit("\"" + line + "\" is wider than its box (^FB), " + wide + " dots");
      }
      int indent =
          switch (command.parameter(3)) {
            case "C" -> (wide - used) / 2;
            case "R" -> wide - used;
            default -> 0;
          };
      text(line, x + indent, top, 'N');
      top += step;
    }
  }

  private List<String> lines(String data, int wide) {
    List<String> lines = new ArrayList<>();
    // Two backslashes are one; one and an ampersand begin a new line.
    for (String escaped : data.replace("\\\\", ONE_BACKSLASH).split("\\\\&", -1)) {
      String part = escaped.replace(ONE_BACKSLASH, "\\");
      String line = "";
      for (String word : part.split(" ", -1)) {
        String longer = line.isEmpty() ? word : line + " " + word;
        if (!line.isEmpty() && glyphs.width(longer, characterWidth()) > wide) {
          lines.add(line);
          longer = word;
        }
        line = longer;
      }
      lines.add(line);
    }
    return lines;
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
    place(box, x, fromBelow ? y - high : y, 'N', "a box");
  }

  private static void turn(BitMatrix shape, char orientation) {
    switch (orientation) {
      case 'R' -> shape.rotate(270);
      case 'I' -> shape.rotate(180);
      case 'B' -> shape.rotate(90);
      default -> {}
    }
  }

  private void place(BitMatrix shape, int left, int top, char orientation, String what)
      throws DoesNotFit {
    turn(shape, orientation);
    for (int j = 0; j < shape.getHeight(); j++) {
      for (int i = 0; i < shape.getWidth(); i++) {
        if (shape.get(i, j)) {
          dot(left + i, top + j, what);
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
