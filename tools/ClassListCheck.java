import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fails when more than one in ten of the station's own classes in a list is not on the class path:
 * {@code ClassListCheck LIST}.
 */
final class ClassListCheck {
  private ClassListCheck() {}

  public static void main(String[] arguments) throws IOException {
    List<String> own =
        Files.readAllLines(Path.of(arguments[0])).stream()
            .filter(line -> line.startsWith("io/birthmark/"))
            .map(line -> line.split(" ", 2)[0])
            .toList();
    long gone =
        own.stream()
            .filter(name -> ClassLoader.getSystemResource(name + ".class") == null)
            .count();
    System.out.println("check-deb: " + gone + " of " + own.size() + " classes of the list are gone");
    if (own.isEmpty() || gone * 10 > own.size()) {
      System.exit(1);
    }
  }
}
