import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Counts the tests in surefire's XML reports and says why some were skipped. Run as a single file:
 * {@code java tools/TestSummary.java DIRECTORY…}; directories that do not exist count nothing.
 */
public class TestSummary {
  private int passed;
  private int failed;
  private final List<String> skipped = new ArrayList<>();

  public static void main(String[] directories) throws Exception {
    TestSummary summary = new TestSummary();
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    for (String directory : directories) {
      File[] reports =
          new File(directory)
              .listFiles((d, name) -> name.startsWith("TEST-") && name.endsWith(".xml"));
      if (reports != null) {
        Arrays.sort(reports);
        for (File report : reports) {
          summary.add(parser.parse(report).getElementsByTagName("testcase"));
        }
      }
    }
    summary.print();
  }

  private void add(NodeList cases) {
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      NodeList skips = test.getElementsByTagName("skipped");
      if (skips.getLength() > 0) {
        skipped.add(
            simpleName(test.getAttribute("classname"))
                + "."
                + test.getAttribute("name")
                + ": "
                + reason((Element) skips.item(0)));
      } else if (has(test, "failure") || has(test, "error")) {
        failed++;
      } else {
        passed++;
      }
    }
  }

  private void print() {
    System.out.printf(
        "%ntests: %d passed, %d failed, %d skipped%n", passed, failed, skipped.size());
    skipped.forEach(line -> System.out.println("  skipped: " + line));
  }

  /** A disabled test has its reason as the message, an assumption at the head of a stack trace. */
  private static String reason(Element skip) {
    String said = skip.getAttribute("message") + "\n" + skip.getTextContent();
    return said.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("no reason given")
        .replaceFirst("^[\\w.]+Exception: ", "")
        .replaceFirst("^Assumption failed: ", "");
  }

  private static boolean has(Element test, String child) {
    return test.getElementsByTagName(child).getLength() > 0;
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
