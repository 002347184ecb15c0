package io.birthmark.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts values in the place of a template's fields, each escaped as its own field needs it. */
final class Filler {
  private final Map<LabelField, String> values;
  private final List<ZplCommand> filled = new ArrayList<>();

  private boolean utf8;
  private Optional<ZplCommand> hex = Optional.empty();
  private boolean block;
  private Optional<Barcode> kind = Optional.empty();

  /** Where the barcode's command stands among those that are filled. */
  private int barcode;

  Filler(Map<LabelField, String> values) {
    this.values = values;
  }

  List<ZplCommand> fill(List<ZplCommand> commands) throws Drawing.DoesNotFit {
    for (ZplCommand command : commands) {
      take(command);
    }
    return filled;
  }

  private void take(ZplCommand command) throws Drawing.DoesNotFit {
    switch (command.name()) {
      case "^FH" -> {
        // Is written anew, right before the data.
        hex = Optional.of(command);
        return;
      }
      case "^FD" -> {
        fieldData(command);
        hex = Optional.empty();
        return;
      }
      case "^CI" -> utf8 = command.parameter(0).equals("28");
      case "^FB" -> block = true;
      case "^FS" -> {
        block = false;
        kind = Optional.empty();
      }
      default -> {
        Optional<Barcode> begun = Barcode.of(command);
        if (begun.isPresent()) {
          kind = begun;
          barcode = filled.size();
        }
      }
    }
    filled.add(command);
  }

  private void fieldData(ZplCommand command) throws Drawing.DoesNotFit {
    if (!FieldData.PLACEHOLDER.matcher(command.parameters()).find()) {
      hex.ifPresent(filled::add);
      filled.add(command);
      return;
    }
    String data = FieldData.substitute(decoded(command), this::escaped);
    if (!utf8 && data.chars().anyMatch(c -> c > '~')) {
      throw new Drawing.DoesNotFit(
          "\"" + data + "\" has a character beyond ASCII, and the template has no ^CI28 before it");
    }
    if (kind.isPresent()) {
      filled.set(barcode, kind.get().suited(filled.get(barcode), data));
    }
    filled.add(new ZplCommand("^FH", "", command.line()));
    filled.add(new ZplCommand("^FD", FieldData.encode(data), command.line()));
  }

  private String decoded(ZplCommand command) {
    return hex.map(h -> FieldData.decode(command.parameters(), FieldData.escape(h)))
        .orElse(command.parameters());
  }

  private String escaped(String word) {
    String value =
        LabelField.ofWord(word)
            .flatMap(field -> Optional.ofNullable(values.get(field)))
            .orElseThrow(() -> new IllegalArgumentException("no value for ${" + word + "}"));
    if (kind.isPresent()) {
      return kind.get().escaped(value, filled.get(barcode));
    }
    return block ? value.replace("\\", "\\\\") : value;
  }
}
