package io.birthmark.label;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ZPL with fields, checked. */
public final class LabelTemplate {
  private final List<ZplCommand> commands;
  private final int dpi;
  private final boolean quiet;
  private final List<TemplateFault> notices;
  private final CodeFields codeFields;

  private LabelTemplate(
      List<ZplCommand> commands, int dpi, boolean quiet, List<TemplateFault> notices) {
    this.commands = commands;
    this.dpi = dpi;
    this.quiet = quiet;
    this.notices = List.copyOf(notices);
    this.codeFields = new CodeFields(commands);
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
    return read(text, dpi, false);
  }

  private static Reading read(String text, int dpi, boolean quiet) {
    DesignerExport export = DesignerExport.of(text);
    List<ZplCommand> commands = export.label();
    if (commands.isEmpty()) {
      return new Reading.Refused(List.of(new TemplateFault(1, "is no ZPL: it has no command")));
    }
    TemplateCheck check = new TemplateCheck(commands);
    List<TemplateFault> notices = new ArrayList<>(export.notices());
    notices.addAll(check.notices());
    return check.faults().isEmpty()
        ? new Reading.Good(new LabelTemplate(commands, dpi, quiet, notices))
        : new Reading.Refused(List.copyOf(check.faults()));
  }

  /** The label that is printed when nobody has drawn another: 50 x 25 mm. */
  public static LabelTemplate usual(int dpi) {
    return ours("label", dpi);
  }

  /** Whether the usual label has its size at this resolution. */
  public static boolean isUsualFor(int dpi) {
    return (dpi >= 200 && dpi <= 206) || (dpi >= 296 && dpi <= 305);
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
      if (read(text, dpi, true) instanceof Reading.Good good) {
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
    return codeFields.nameTheDevice();
  }

  /** Whether a scan tells a label from the one that takes its place. */
  public boolean hasCodeOfTheLabel() {
    return codeFields.nameTheLabel();
  }

  /** Puts a device's values in; every field of the template must have one. */
  public Filling fill(Map<LabelField, String> values) {
    try {
      List<ZplCommand> filled = new Filler(values).fill(commands);
      Drawing drawing = new Drawing(size("^PW"), size("^LL"), quiet);
      for (ZplCommand command : filled) {
        drawing.draw(command);
      }
      return new Filling.Filled(
          new Label(
              text(filled),
              new Picture(drawing.paper(), dpi),
              drawing.codes(),
              codeFields.telling(drawing.codes())));
    } catch (Drawing.DoesNotFit e) {
      return new Filling.Unfit(String.valueOf(e.getMessage()));
    }
  }

  private int size(String name) {
    return commands.stream().filter(c -> c.is(name)).findFirst().orElseThrow().number(0, 1);
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
