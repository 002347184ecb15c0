package io.birthmark.label;

import java.util.List;
import java.util.Set;

/**
 * What a label designer writes to a file is what it would send to the printer: before the label it
 * sets the printer up, and has it keep that. The label alone is the template.
 *
 * @param label the commands of the label
 * @param notices what was left out
 */
record DesignerExport(List<ZplCommand> label, List<TemplateFault> notices) {
  /** Says that the commands begin as they always do. */
  private static final String PREFIXES = "CT~~CD,~CC^~CT~";

  /** Commands that are not about the printer but about what is printed. */
  private static final Set<String> OF_A_LABEL =
      Set.of("^FD", "^FO", "^FT", "^FV", "^FN", "^DF", "^XF", "^ID", "^IS");

  static DesignerExport of(String text) {
    List<ZplCommand> all = ZplCommand.all(text.replaceFirst("\\Q" + PREFIXES + "\\E", ""));
    int end = first(all, "^XZ");
    int next = first(all.subList(end, all.size()), "^XA");
    boolean setsUp =
        end + next < all.size()
            && all.subList(0, end).stream().noneMatch(c -> OF_A_LABEL.contains(c.name()));
    if (!setsUp) {
      return new DesignerExport(all, List.of());
    }
    TemplateFault notice =
        new TemplateFault(
            all.get(end).line(),
            "what sets the printer up, before the label, is left out; it keeps its own settings");
    return new DesignerExport(all.subList(end + 1, all.size()), List.of(notice));
  }

  private static int first(List<ZplCommand> commands, String name) {
    int at = 0;
    while (at < commands.size() && !commands.get(at).is(name)) {
      at++;
    }
    return at;
  }
}
