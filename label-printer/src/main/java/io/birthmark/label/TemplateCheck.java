package io.birthmark.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Looks a template through before anything is printed with it. */
final class TemplateCheck {
  /** What the picture is drawn by. */
  private static final Set<String> DRAWN =
      Set.of(
          "^XA", "^XZ", "^FO", "^FT", "^FD", "^FS", "^FH", "^CI", "^A", "^CF", "^BC", "^BQ", "^BX",
          "^GB", "^PW", "^LL", "^LH", "^FB", "^BY", "^FP");

  /** Settings of the printer that the picture has no need of. */
  private static final Set<String> SETTINGS =
      Set.of(
          "^FX", "^PQ", "^MM", "^MN", "^MT", "^MD", "^PR", "^PO", "^PM", "^LS", "^LT", "^LR", "^JM",
          "~SD", "~TA");

  /** They change what the next label is, or what the commands mean. */
  private static final Set<String> REFUSED =
      Set.of(
          "^CC", "~CC", "^CD", "~CD", "^CT", "~CT", "^DF", "^XF", "^FN", "^FV", "^SN", "^SF", "^JU",
          "^KN", "^ID", "^EG", "^MU", "^MC", "^JZ", "^SZ");

  private final List<ZplCommand> commands;
  private final List<TemplateFault> faults = new ArrayList<>();
  private final List<TemplateFault> notices = new ArrayList<>();
  private boolean inField;
  private boolean utf8;
  private boolean namesTheDevice;
  private Optional<ZplCommand> barcode = Optional.empty();
  private Optional<ZplCommand> hex = Optional.empty();

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
    sizes(command);
    if (!utf8 && command.parameters().chars().anyMatch(c -> c > '~')) {
      fault(command.line(), "has a character beyond ASCII; say ^CI28 before it");
    }
    switch (command.name()) {
      case "^CI" -> utf8 = command.parameter(0).equals("28");
      case "^PQ" -> {
        if (!command.parameter(0).matches("0*1|")) {
          fault(command.line(), "^PQ prints more than one label; a device has one");
        }
      }
      case "^LR", "^PM" -> {
        if (command.parameter(0).equals("Y")) {
          fault(command.line(), command.name() + "Y turns black and white, or left and right");
        }
      }
      case "^BC", "^BQ", "^BX" -> barcode = Optional.of(command);
      case "^FH" -> hex = Optional.of(command);
      case "^FD" -> fieldData(command);
      case "^FS" -> {
        inField = false;
        hex = Optional.empty();
        barcode = Optional.empty();
      }
      case "^FO", "^FT", "^XZ" -> {
        if (inField) {
          fault(command.line(), "the field before " + command.name() + " is not ended by ^FS");
        }
        inField = false;
      }
      default -> {}
    }
  }

  /** What is larger than any label would take more memory than a station has. */
  private void sizes(ZplCommand command) {
    if (!DRAWN.contains(command.name()) || command.is("^FD")) {
      return;
    }
    for (String parameter : command.parameters().split(",", -1)) {
      if (parameter.matches("0*[0-9]{5,}|0*[4-9][0-9]{3}") && !parameter.matches("0*4000")) {
        fault(command.line(), command.name() + " is more than 4000 dots");
      }
    }
  }

  private void fieldData(ZplCommand command) {
    if (inField) {
      fault(command.line(), "there are two ^FD in one field");
    }
    inField = true;
    String data =
        hex.map(h -> FieldData.decode(command.parameters(), FieldData.escape(h)))
            .orElse(command.parameters());
    barcode.ifPresent(code -> barcode(code, command, data));
  }

  private void barcode(ZplCommand code, ZplCommand command, String data) {
    boolean filled = FieldData.PLACEHOLDER.matcher(data).find();
    if (code.is("^BQ") && !data.matches("(?s)[HQML]A,.*")) {
      fault(command.line(), "a QR code's ^FD begins with H, Q, M or L and A and a comma: ^FDQA,…");
    }
    if (code.is("^BX") && !code.parameter(2).equals("200")) {
      fault(code.line(), "scanners read a Data Matrix of quality 200 only: ^BXN,6,200");
    }
    String escape = code.is("^BX") ? code.parameter(Barcode.ESCAPE) : "";
    if (filled && !escape.isEmpty() && data.contains(escape)) {
      fault(
          command.line(),
          "a Data Matrix with a field in it cannot have escapes such as " + escape + "1");
    }
    if (filled && code.is("^BC") && !code.parameter(5).equals("A") && !onlyBegins(data)) {
      fault(command.line(), "a Code 128 with a field in it may only begin with >9, >: or >;");
    }
    if (filled && code.is("^BC") && code.parameter(5).matches("[UD]")) {
      fault(code.line(), "a Code 128 with a field in it cannot be of mode U or D");
    }
  }

  /** Whether no other {@code >} calls for something; {@code >0} is the character itself. */
  private static boolean onlyBegins(String data) {
    return !data.replaceFirst("^>[9:;]", "").replace(">0", "").contains(">");
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
