package io.birthmark.label;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/**
 * Which fields are in a template's barcodes, in their order: a code with none of the device's own,
 * such as an article number, says nothing about the label that bears it.
 */
final class CodeFields {
  private final List<Set<LabelField>> codes = new ArrayList<>();

  CodeFields(List<ZplCommand> commands) {
    boolean barcode = false;
    for (ZplCommand command : commands) {
      if (command.is("^FD") && barcode) {
        codes.add(fields(command.parameters()));
      }
      barcode = !command.is("^FS") && (barcode || Barcode.of(command).isPresent());
    }
  }

  boolean nameTheDevice() {
    return codes.stream().anyMatch(CodeFields::namesTheDevice);
  }

  /** Whether a label and the one that takes its place have different codes. */
  boolean nameTheLabel() {
    return codes.stream().anyMatch(CodeFields::namesTheLabel);
  }

  /**
   * Those texts that say most: number and name of the device; or its registration ID; or serial.
   */
  List<String> telling(List<String> texts) {
    List<Predicate<Set<LabelField>>> ranks =
        List.of(
            CodeFields::namesTheLabel,
            fields -> fields.contains(LabelField.REGISTRATION_ID),
            CodeFields::namesTheDevice);
    return ranks.stream()
        .map(rank -> chosen(texts, rank))
        .filter(chosen -> !chosen.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private List<String> chosen(List<String> texts, Predicate<Set<LabelField>> rank) {
    return IntStream.range(0, codes.size())
        .filter(n -> rank.test(codes.get(n)))
        .mapToObj(texts::get)
        .toList();
  }

  private static boolean namesTheLabel(Set<LabelField> fields) {
    return namesTheDevice(fields) && fields.contains(LabelField.NUMBER);
  }

  private static boolean namesTheDevice(Set<LabelField> fields) {
    return fields.contains(LabelField.SERIAL) || fields.contains(LabelField.REGISTRATION_ID);
  }

  private static Set<LabelField> fields(String data) {
    Set<LabelField> fields = EnumSet.noneOf(LabelField.class);
    Matcher found = FieldData.PLACEHOLDER.matcher(data);
    while (found.find()) {
      LabelField.ofWord(found.group(1)).ifPresent(fields::add);
    }
    return fields;
  }
}
