package io.birthmark.label;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** ZPL with fields, checked. */
public final class LabelTemplate {
  private final List<ZplCommand> commands;
  private final int dpi;
  private final List<TemplateFault> notices;

  private LabelTemplate(List<ZplCommand> commands, int dpi, List<TemplateFault> notices) {
    this.commands = commands;
    this.dpi = dpi;
    this.notices = List.copyOf(notices);
  }

  /** What a text turned out to be. */
  public sealed interface Reading {
    record Good(LabelTemplate template) implements Reading {}

    record Refused(List<TemplateFault> faults) implements Reading {}
  }

  /**
   * Reads a template.
   *
   * @param dpi of the printer it is made for
   */
  public static Reading read(String text, int dpi) {
    List<ZplCommand> commands = ZplCommand.all(text);
    if (commands.isEmpty()) {
      return new Reading.Refused(List.of(new TemplateFault(1, "is no ZPL: it has no command")));
    }
    TemplateCheck check = new TemplateCheck(commands);
    return check.faults().isEmpty()
        ? new Reading.Good(new LabelTemplate(commands, dpi, check.notices()))
        : new Reading.Refused(List.copyOf(check.faults()));
  }

  /** The label that is printed when nobody has drawn another: 50 x 25 mm. */
  public static LabelTemplate usual(int dpi) {
    return ours("label", dpi);
  }

  /** The usual label of devices whose names have no room on it, such as those made of an EK. */
  public static LabelTemplate usualForLongNames(int dpi) {
    return ours("long", dpi);
  }

  private static LabelTemplate ours(String layout, int dpi) {
    String name = layout + (dpi >= 300 ? "-300.zpl" : "-203.zpl");
    try (InputStream file = LabelTemplate.class.getResourceAsStream(name)) {
      String text =
          new String(
              Optional.ofNullable(file)
                  .orElseThrow(() -> new IOException(name + " is not in the jar"))
                  .readAllBytes(),
              StandardCharsets.UTF_8);
      if (read(text, dpi) instanceof Reading.Good good) {
        return good.template();
      }
      throw new IllegalStateException(name + " is no good template");
    } catch (IOException e) {
      throw new UncheckedIOException("the usual label cannot be read", e);
    }
  }

  /** What goes to the printer but not into the picture. */
  public List<TemplateFault> notices() {
    return notices;
  }

  /** Whether a scan of this label tells which device it belongs to. */
  public boolean hasCodeOfTheDevice() {
    boolean barcode = false;
    for (ZplCommand command : commands) {
      barcode |= command.name().startsWith("^B") && !command.is("^BY");
      if (barcode && command.is("^FD") && command.parameters().matches(".*\\$\\{(serial|reg).*")) {
        return true;
      }
      barcode &= !command.is("^FS");
    }
    return false;
  }

  /** Puts a device's values in; every field of the template must have one. */
  public Filling fill(Map<LabelField, String> values) {
    List<ZplCommand> filled = new ArrayList<>();
    try {
      fill(values, filled);
      Drawing drawing = new Drawing(size("^PW"), size("^LL"));
      for (ZplCommand command : filled) {
        drawing.draw(command);
      }
      return new Filling.Filled(
          new Label(text(filled), new Picture(drawing.paper(), dpi), drawing.codes()));
    } catch (Drawing.DoesNotFit e) {
      return new Filling.Unfit(String.valueOf(e.getMessage()));
    }
  }

  private int size(String name) {
    return commands.stream().filter(c -> c.is(name)).findFirst().orElseThrow().number(0, 1);
  }

  private void fill(Map<LabelField, String> values, List<ZplCommand> filled)
      throws Drawing.DoesNotFit {
    Optional<ZplCommand> hex = Optional.empty();
    boolean utf8 = false;
    BiFunction<String, ZplCommand, String> plain = (value, command) -> value;
    BiFunction<String, ZplCommand, String> escape = plain;
    int barcode = 0;
    for (ZplCommand command : commands) {
      utf8 |= command.is("^CI") && command.parameter(0).equals("28");
      if (command.is("^FH")) {
        hex = Optional.of(command);
        continue;
      }
      if (command.is("^FD")) {
        fieldData(command, hex, escape, barcode, values, utf8, filled);
        hex = Optional.empty();
        continue;
      }
      for (Barcode kind : Barcode.values()) {
        if (command.is(kind.command())) {
          escape = kind::escaped;
          barcode = filled.size();
        }
      }
      if (command.is("^FB")) {
        escape = (value, unused) -> value.replace("\\", "\\\\");
      }
      if (command.is("^FS")) {
        escape = plain;
      }
      filled.add(command);
    }
  }

  private static void fieldData(
      ZplCommand command,
      Optional<ZplCommand> hex,
      BiFunction<String, ZplCommand, String> escape,
      int barcode,
      Map<LabelField, String> values,
      boolean utf8,
      List<ZplCommand> filled)
      throws Drawing.DoesNotFit {
    if (!FieldData.PLACEHOLDER.matcher(command.parameters()).find()) {
      hex.ifPresent(filled::add);
      filled.add(command);
      return;
    }
    for (String value : values.values()) {
      if (!utf8 && value.chars().anyMatch(c -> c > '~')) {
        throw new Drawing.DoesNotFit(
            "\"" + value + "\" has a character beyond ASCII, and the template has no ^CI28");
      }
    }
    String decoded =
        hex.map(h -> FieldData.decode(command.parameters(), escapeCharacter(h)))
            .orElse(command.parameters());
    ZplCommand code = filled.get(barcode);
    String data = FieldData.substitute(decoded, word -> escape.apply(value(values, word), code));
    filled.set(barcode, suited(filled.get(barcode), data));
    filled.add(new ZplCommand("^FH", "", command.line()));
    filled.add(new ZplCommand("^FD", FieldData.encode(data), command.line()));
  }

  private static ZplCommand suited(ZplCommand command, String data) {
    return command.is(Barcode.DATA_MATRIX.command())
        ? Barcode.DATA_MATRIX.suited(command, data)
        : command;
  }

  private static char escapeCharacter(ZplCommand hex) {
    return hex.parameters().isEmpty() ? '_' : hex.parameters().charAt(0);
  }

  private static String value(Map<LabelField, String> values, String word) {
    return LabelField.ofWord(word)
        .flatMap(field -> Optional.ofNullable(values.get(field)))
        .orElseThrow(() -> new IllegalArgumentException("no value for ${" + word + "}"));
  }

  private static String text(List<ZplCommand> commands) {
    StringBuilder text = new StringBuilder();
    for (ZplCommand command : commands) {
      text.append(command.text());
      if (command.is("^FS") || command.is("^XA") || command.is("^XZ")) {
        text.append('\n');
      }
    }
    return text.toString();
  }
}
