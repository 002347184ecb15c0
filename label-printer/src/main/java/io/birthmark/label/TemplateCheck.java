package io.birthmark.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** Looks a template through before anything is printed with it. */
final class TemplateCheck {
  /** What the picture is drawn by. */
  private static final Set<String> DRAWN =
      Set.of(
          "^XA", "^XZ", "^FO", "^FT", "^FD", "^FS", "^FH", "^CI", "^A", "^CF", "^BC", "^BQ", "^BX",
          "^GB", "^PW", "^LL", "^LH", "^FB", "^BY");

  /** Settings of the printer that the picture has no need of. */
  private static final Set<String> SETTINGS =
      Set.of(
          "^FX", "^PQ", "^MM", "^MN", "^MT", "^MD", "^PR", "^PO", "^PM", "^LS", "^LT", "^LR", "^JM",
          "~SD", "~TA");

  /** They change what the next label is, or what the commands mean. */
  private static final Set<String> REFUSED =
      Set.of(
          "^CC", "~CC", "^CD", "~CD", "^CT", "~CT", "^DF", "^XF", "^FN", "^FV", "^SN", "^SF", "^JU",
          "^KN", "^ID", "^EG");

  private final List<ZplCommand> commands;
  private final List<TemplateFault> faults = new ArrayList<>();
  private final List<TemplateFault> notices = new ArrayList<>();
  private boolean inField;
  private boolean utf8;
  private boolean namesTheDevice;
  private String barcode = "";

  TemplateCheck(List<ZplCommand> commands) {
    this.commands = commands;
    frame();
    commands.forEach(this::look);
    if (inField) {
      fault(last(), "the last field is not ended by ^FS");
    }
    if (!namesTheDevice) {
      fault(last(), "has neither ${serial} nor ${registrationId}: all labels would be the same");
    }
  }

  List<TemplateFault> faults() {
    return faults;
  }

  List<TemplateFault> notices() {
    return notices;
  }

  private void frame() {
    long begins = commands.stream().filter(c -> c.is("^XA")).count();
    long ends = commands.stream().filter(c -> c.is("^XZ")).count();
    boolean framed = begins == 1 && ends == 1 && commands.get(commands.size() - 1).is("^XZ");
    if (!framed) {
      fault(last(), "must be one label, from ^XA to ^XZ");
    }
    for (String size : List.of("^PW", "^LL")) {
      if (commands.stream().noneMatch(c -> c.is(size) && c.number(0, 0) > 0)) {
        fault(last(), "does not say how large it is: " + size + " is missing");
      }
    }
    commands.stream()
        .filter(c -> (c.is("^PW") || c.is("^LL")) && c.number(0, 0) > 4000)
        .forEach(c -> fault(c.line(), c.name() + " is more than 4000 dots"));
  }

  private int last() {
    return commands.isEmpty() ? 1 : commands.get(commands.size() - 1).line();
  }

  private void look(ZplCommand command) {
    if (!DRAWN.contains(command.name()) && !SETTINGS.contains(command.name())) {
      if (REFUSED.contains(command.name()) || command.name().startsWith("~")) {
        fault(command.line(), command.name() + " changes the printer or later labels; take it out");
      } else {
        notices.add(
            new TemplateFault(
                command.line(), command.name() + " goes to the printer but is not in the picture"));
      }
    }
    placeholders(command);
    if (!utf8 && command.parameters().chars().anyMatch(c -> c > '~')) {
      fault(command.line(), "has a character beyond ASCII; say ^CI28 before it");
    }
    switch (command.name()) {
      case "^CI" -> utf8 = command.parameter(0).equals("28");
      case "^PQ" -> {
        if (command.number(0, 1) != 1) {
          fault(command.line(), "^PQ prints more than one label; a device has one");
        }
      }
      case "^BC", "^BQ", "^BX" -> barcode = command.name();
      case "^FD" -> fieldData(command);
      case "^FS" -> inField = false;
      case "^FO", "^FT", "^XZ" -> {
        if (inField) {
          fault(command.line(), "the field before " + command.name() + " is not ended by ^FS");
        }
        inField = false;
        barcode = "";
      }
      default -> {}
    }
  }

  private void fieldData(ZplCommand command) {
    if (inField) {
      fault(command.line(), "there are two ^FD in one field");
    }
    inField = true;
    if (barcode.equals("^BQ") && !command.parameters().matches("[HQML]A,.*")) {
      fault(command.line(), "a QR code's ^FD begins with H, Q, M or L and A and a comma: ^FDQA,…");
    }
    if (barcode.equals("^BC")
        && command.parameters().matches(".*>[^0].*\\$\\{.*")
        && !command.parameters().matches(">[9:;][^>]*")) {
      fault(command.line(), "a Code 128 with a field in it may only begin with >9, >: or >;");
    }
  }

  private void placeholders(ZplCommand command) {
    String rest = command.parameters();
    Matcher found = FieldData.PLACEHOLDER.matcher(rest);
    while (found.find()) {
      if (command.is("^FX")) {
        continue;
      }
      if (!command.is("^FD")) {
        fault(command.line(), found.group() + " can only stand in ^FD");
      }
      String word = found.group(1);
      if (LabelField.ofWord(word).isEmpty()) {
        fault(
            command.line(),
            "there is no field " + found.group() + " (allowed: " + LabelField.allWords() + ")");
      }
      namesTheDevice |=
          word.equals(LabelField.SERIAL.word()) || word.equals(LabelField.REGISTRATION_ID.word());
    }
    if (found.reset().replaceAll("").contains("${")) {
      fault(command.line(), "has a ${ without its }");
    }
  }

  private void fault(int line, String sentence) {
    faults.add(new TemplateFault(line, sentence));
  }
}
