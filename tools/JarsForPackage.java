import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jars of the package out of the jars of the build: {@code JarsForPackage ARCHITECTURE TO
 * NATIVE_TO JAR…}, where the architecture is {@code amd64} or {@code arm64}.
 *
 * <ul>
 *   <li>Native libraries of the architecture are laid into NATIVE_TO, so that none has to be
 *       unpacked into /tmp at run time; in the jars there are none at all.
 *   <li>Signatures are left out. They would be checked class by class at every start, and classes
 *       of signed jars are never taken from a class-data archive. What they vouch for was checked
 *       here: {@link ZipFile} does not, but the build got the jars by their checksums, and from here
 *       on the package's own signature vouches for all of it. The licences of Bouncy Castle and
 *       TSS.Java (MIT) permit it; OpenJDK takes a provider without a signature.
 *   <li>Nothing is compressed: the package is, as a whole, and better; and a class is found without
 *       unpacking it. Entries are in order and bear one time, so that the same jars give the same
 *       bytes, whatever zlib the JDK has.
 * </ul>
 */
final class JarsForPackage {
  private static final Pattern SIGNATURE =
      Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NATIVE =
      Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)", Pattern.CASE_INSENSITIVE);

  /** As early as a zip can say; the local time of day, as that is all a zip has. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Which native libraries are wanted, by the beginning of the jar's name. */
  private static final Map<String, Map<String, List<String>>> WANTED =
      Map.of(
          "amd64",
          Map.of(
              "sqlite-jdbc", List.of("org/sqlite/native/Linux/x86_64/libsqlitejdbc.so"),
              "jna", List.of("com/sun/jna/linux-x86-64/libjnidispatch.so"),
              "ipkcs11wrapper", List.of("natives/unix/linux-x86_64/release/libpkcs11wrapper.so"),
              // Pi4J has none for it: a PC has no buttons and lamps on GPIO lines.
              "pi4j-library-gpiod", List.of()),
          "arm64",
          Map.of(
              "sqlite-jdbc", List.of("org/sqlite/native/Linux/aarch64/libsqlitejdbc.so"),
              "jna", List.of("com/sun/jna/linux-aarch64/libjnidispatch.so"),
              "ipkcs11wrapper", List.of("natives/unix/linux-aarch64/release/libpkcs11wrapper.so"),
              "pi4j-library-gpiod",
                  List.of(
                      "lib/aarch64/pi4j-gpiod/libgpiod.so",
                      "lib/aarch64/pi4j-gpiod/libpi4j-gpiod.so")));

  private JarsForPackage() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, List<String>> wanted = WANTED.get(arguments[0]);
    if (wanted == null) {
      throw new IllegalArgumentException("no native libraries are known for " + arguments[0]);
    }
    Path to = Files.createDirectories(Path.of(arguments[1]));
    Path natives = Files.createDirectories(Path.of(arguments[2]));
    for (Path jar : Stream.of(arguments).skip(3).map(Path::of).toList()) {
      String name = withoutVersion(jar);
      rewrite(jar, to.resolve(jar.getFileName()), natives, wanted.get(name));
    }
  }

  private static String withoutVersion(Path jar) {
    return jar.getFileName().toString().replaceFirst("-[0-9].*", "");
  }

  private static void rewrite(Path from, Path to, Path natives, List<String> wanted)
      throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    boolean signed = false;
    int taken = 0;
    try (ZipFile jar = new ZipFile(from.toFile())) {
      for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        String name = entry.getName();
        if (SIGNATURE.matcher(name).matches()) {
          signed = true;
        } else if (NATIVE.matcher(name).matches()) {
          if (wanted == null) {
            // A library that brings native code from a new version on must not lose it in silence.
            throw new IOException(from + ": nobody said what to do with " + name);
          }
          if (wanted.contains(name)) {
            taken++;
            Files.write(
                natives.resolve(Path.of(name).getFileName()), bytes(jar, entry));
          }
        } else {
          entries.put(name, bytes(jar, entry));
        }
      }
    }
    if (wanted != null && taken < wanted.size()) {
      throw new IOException(from + ": it should have " + wanted);
    }
    if (signed) {
      entries.computeIfPresent("META-INF/MANIFEST.MF", (name, manifest) -> withoutDigests(manifest));
    }
    write(entries, to);
  }

  /** The digests of each entry, which only a signature needs, are most of such a manifest. */
  private static byte[] withoutDigests(byte[] manifest) {
    try {
      Manifest read = new Manifest(new java.io.ByteArrayInputStream(manifest));
      read.getEntries()
          .values()
          .forEach(section -> section.keySet().removeIf(key -> key.toString().contains("Digest")));
      read.getEntries().values().removeIf(Map::isEmpty);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      read.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static void write(Map<String, byte[]> entries, Path to) throws IOException {
    try (OutputStream file = Files.newOutputStream(to);
        ZipOutputStream jar = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
      jar.setMethod(ZipOutputStream.STORED);
      // A manifest that does not come first is not found by everybody.
      byte[] manifest = entries.remove("META-INF/MANIFEST.MF");
      if (manifest != null) {
        put(jar, "META-INF/MANIFEST.MF", manifest);
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(jar, entry.getKey(), entry.getValue());
      }
    }
  }

  private static void put(ZipOutputStream jar, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }
}
