import io.birthmark.station.cli.Birthmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the manual pages and the completion for bash: {@code ManPages ROOT TO VERSION EPOCH}, with
 * the station's jars on the class path.
 *
 * <ul>
 *   <li>birthmark(1) and the completion come from the commands themselves, as {@code --help} does;
 *   <li>birthmark(8) from systemd/package/birthmark.8.md and the options of {@code birthmark run};
 *   <li>birthmark.toml(5) from docs/configuration.md, in which a test finds every key there is.
 * </ul>
 */
final class ManPages {
  private static final String LOOK_FURTHER = "/usr/share/doc/birthmark/";

  private final String footer;
  private final CommandLine birthmark = Birthmark.commandLine();

  private ManPages(String version, LocalDate date) {
    footer = " \"" + date + "\" \"birthmark " + version + "\"";
  }

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    Path to = Files.createDirectories(Path.of(arguments[1]));
    LocalDate date =
        LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(arguments[3])), ZoneOffset.UTC);
    ManPages pages = new ManPages(arguments[2], date);
    Files.writeString(to.resolve("birthmark.1"), pages.verbs());
    Files.writeString(
        to.resolve("birthmark.8"),
        pages.daemon(Files.readString(root.resolve("systemd/package/birthmark.8.md"))));
    Files.writeString(
        to.resolve("birthmark.toml.5"),
        pages.configuration(Files.readString(root.resolve("docs/configuration.md"))));
    Files.writeString(to.resolve("birthmark.bash"), pages.completion());
  }

  /** Read by the shell of who types, and not run: no first line; the generator's style is its own. */
  private String completion() {
    return AutoComplete.bash("birthmark", birthmark)
        .replaceFirst("^#!.*\n", "# shellcheck shell=bash disable=SC2207\n");
  }

  // birthmark(1)

  private String verbs() {
    CommandSpec top = birthmark.getCommandSpec();
    var page = new StringBuilder();
    page.append(".TH BIRTHMARK 1").append(footer).append(" \"User Commands\"\n");
    page.append(".SH NAME\nbirthmark \\- ").append(text(purpose(top))).append('\n');
    page.append(".SH SYNOPSIS\n.B birthmark\n.I VERB\n.RI [ OPTION ...]\n");
    page.append(".SH DESCRIPTION\n").append(paragraph(top.usageMessage().description()));
    page.append(".PP\nA verb goes to the running station, or takes the state directory and does");
    page.append(" the work itself.\n");
    page.append(".SH OPTIONS\nOf every verb:\n");
    top.options().forEach(option -> page.append(item(names(option), description(option))));
    page.append(".SH VERBS\n");
    birthmark.getSubcommands().values().stream().distinct().forEach(verb -> verb(page, verb));
    page.append(".SH EXIT STATUS\n");
    top.usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> page.append(item(code.strip(), meaning.strip())));
    page.append(".SH FILES\n");
    page.append(item("/etc/birthmark/birthmark.toml", "the station's configuration"));
    page.append(item("/run/birthmark/control", "the socket on which the running station is asked"));
    page.append(item(LOOK_FURTHER, "guides for operators, integrators and engineers"));
    page.append(".SH ENVIRONMENT\n");
    page.append(item("JAVA_HOME", "the Java to run with, instead of /usr/bin/java"));
    page.append(item("BIRTHMARK_JAVA_OPTS", "more options for it"));
    page.append(".SH SEE ALSO\n.BR birthmark.toml (5),\n.BR birthmark (8)\n");
    return page.toString();
  }

  private static void verb(StringBuilder page, CommandLine verb) {
    CommandSpec spec = verb.getCommandSpec();
    List<CommandLine> below = verb.getSubcommands().values().stream().distinct().toList();
    if (!below.isEmpty()) {
      below.forEach(each -> verb(page, each));
      return;
    }
    page.append(".SS \"").append(text(spec.qualifiedName())).append(synopsis(spec)).append("\"\n");
    page.append(paragraph(spec.usageMessage().description()));
    spec.positionalParameters()
        .forEach(each -> page.append(item(each.paramLabel(), description(each))));
    own(spec).forEach(option -> page.append(item(names(option), description(option))));
  }

  private static String synopsis(CommandSpec spec) {
    String operands =
        spec.positionalParameters().stream()
            .map(each -> each.required() ? each.paramLabel() : "[" + each.paramLabel() + "]")
            .collect(Collectors.joining(" "));
    return " " + text((operands + " [OPTION...]").strip());
  }

  /** Without those that every verb has. */
  private static Stream<OptionSpec> own(CommandSpec spec) {
    return spec.options().stream().filter(option -> !option.inherited() && !option.hidden())
        .filter(option -> !option.usageHelp() && !option.versionHelp());
  }

  private static String names(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    return String.join(", ", option.names()) + label;
  }

  private static String description(ArgSpec argument) {
    String said = plain(String.join(" ", argument.description()));
    String standard = String.valueOf(argument.defaultValueString());
    return said.replace("${DEFAULT-VALUE}", standard) 
        // One of a group is required with the others of its group only.
        + (argument.required() && argument.group() == null ? " Required." : "");
  }

  private static String purpose(CommandSpec spec) {
    String first = plain(spec.usageMessage().description()[0]);
    return Character.toLowerCase(first.charAt(0)) + first.substring(1).replaceAll("\\.$", "");
  }

  private static String plain(String picocli) {
    return CommandLine.Help.Ansi.OFF.string(picocli.replace("%n", "\n").replace("%%", "%"));
  }

  private static String paragraph(String[] lines) {
    return text(plain(String.join(" ", lines))) + "\n";
  }

  private static String item(String name, String meaning) {
    return ".TP\n\\fB" + text(name) + "\\fR\n" + text(meaning) + "\n";
  }

  // birthmark(8) and birthmark.toml(5)

  private String daemon(String markdown) {
    CommandSpec run = birthmark.getSubcommands().get("run").getCommandSpec();
    String options =
        own(run).map(o -> item(names(o), description(o))).collect(Collectors.joining());
    return ".TH BIRTHMARK 8" + footer + " \"System Administration\"\n"
        + ".SH NAME\nbirthmark \\- the daemon of a station that gives devices their identity\n"
        + ".SH SYNOPSIS\n.B birthmark run\n.RI [ OPTION ...]\n"
        + ".SH OPTIONS\n" + options
        + page(markdown)
        + ".SH SEE ALSO\n.BR birthmark (1),\n.BR birthmark.toml (5),\n.BR systemctl (1)\n";
  }

  private String configuration(String markdown) {
    return ".TH BIRTHMARK.TOML 5" + footer + " \"File Formats\"\n"
        + ".SH NAME\nbirthmark.toml \\- configuration of a Birthmark station\n"
        + ".SH DESCRIPTION\n"
        + page(markdown)
        + ".SH FILES\n"
        + item("/etc/birthmark/birthmark.toml", "the configuration")
        + item(LOOK_FURTHER + "birthmark.toml", "a complete example")
        + ".SH SEE ALSO\n.BR birthmark (1),\n.BR birthmark (8)\n.PP\n"
        + "The pages that are named in italics lie in " + text(LOOK_FURTHER) + ".\n";
  }

  /** As much of Markdown as the two pages use; whatever else came would show in the check. */
  private static String page(String markdown) {
    var page = new StringBuilder();
    List<String> head = List.of();
    boolean code = false;
    boolean fresh = true;
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("```")) {
        code = !code;
        page.append(code ? ".PP\n.in +4n\n.nf\n" : ".fi\n.in\n");
      } else if (code) {
        page.append(line.isEmpty() ? ".PP" : text(line)).append('\n');
      } else if (line.startsWith("# ")) {
        fresh = true;
      } else if (line.startsWith("## ")) {
        page.append(".SH \"").append(text(line.substring(3).toUpperCase())).append("\"\n");
        fresh = true;
        head = List.of();
      } else if (line.startsWith("|")) {
        List<String> cells = cells(line);
        if (head.isEmpty()) {
          head = cells;
        } else if (!cells.get(0).startsWith("---")) {
          page.append(row(head, cells));
        }
        fresh = false;
      } else if (line.isBlank()) {
        head = List.of();
        if (!fresh) {
          page.append(".PP\n");
        }
        fresh = true;
      } else {
        page.append(inline(line.strip())).append('\n');
        fresh = false;
      }
    }
    return page.toString().replaceAll("(\\.PP\n)+", ".PP\n").replaceAll("\\.PP\n(?=\\.SH|\\.TP|$)", "");
  }

  private static String row(List<String> head, List<String> cells) {
    var row = new StringBuilder(".TP\n" + inline(cells.get(0)) + "\n");
    row.append(inline(cells.get(1))).append('\n');
    for (int i = 2; i < cells.size(); i++) {
      row.append(".br\n\\fI").append(text(head.get(i))).append("\\fR: ");
      row.append(inline(cells.get(i))).append('\n');
    }
    return row.toString();
  }

  private static List<String> cells(String line) {
    String inner = line.strip().substring(1).replaceAll("\\|\\s*$", "");
    return Stream.of(inner.split("(?<!\\\\)\\|", -1))
        .map(cell -> cell.strip().replace("\\|", "|"))
        .toList();
  }

  private static final Pattern INLINE =
      Pattern.compile("`([^`]+)`|\\[([^\\]]+)\\]\\(([^)]+)\\)|\\*([^*]+)\\*");

  private static String inline(String line) {
    List<String> parts = new ArrayList<>();
    Matcher found = INLINE.matcher(line);
    int from = 0;
    while (found.find()) {
      parts.add(roff(line.substring(from, found.start())));
      if (found.group(1) != null) {
        parts.add("\\fB" + roff(found.group(1)) + "\\fR");
      } else if (found.group(2) != null) {
        parts.add("\\fI" + roff(found.group(2)) + "\\fR");
      } else {
        parts.add("\\fI" + roff(found.group(4)) + "\\fR");
      }
      from = found.end();
    }
    parts.add(roff(line.substring(from)));
    return guarded(String.join("", parts));
  }

  private static String text(String words) {
    return words.lines().map(line -> guarded(roff(line.strip()))).collect(Collectors.joining("\n"));
  }

  /** A hyphen is a minus here: options and names are copied out of manual pages. */
  private static String roff(String words) {
    return words.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
  }

  private static String guarded(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }
}
