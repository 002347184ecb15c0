package io.birthmark.hsm.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All the card readers of this process at once: a folder in which SoftHSM looks for tokens. A
 * {@link SoftToken} is plugged in by moving its folder here, and pulled by moving it away. SoftHSM
 * sees that only after it was initialised anew, as many a vendor's module does.
 *
 * <p>Behind the tokens that are here SoftHSM always shows one more that is not initialised: it
 * stands for a {@linkplain SoftToken#blank blank} device.
 */
public final class TokenReader {
  private final Path folder;
  private final Set<Path> claimed = new TreeSet<>();

  private TokenReader(Path folder) {
    this.folder = folder;
  }

  /** Readers in {@code folder}; from now on they are the ones that this process sees. */
  public static TokenReader in(Path folder) throws IOException {
    TokenReader reader = new TokenReader(folder.toAbsolutePath());
    writeConfiguration(reader.folder);
    ProcessEnvironment.set("SOFTHSM2_CONF", reader.configuration().toString());
    return reader;
  }

  static void writeConfiguration(Path folder) throws IOException {
    Path tokens = Files.createDirectories(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = "
            + tokens
            + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n");
  }

  /** What a process that this one starts needs as SOFTHSM2_CONF to see the same tokens. */
  public Path configuration() {
    return folder.resolve("softhsm2.conf");
  }

  Path tokens() {
    return folder.resolve("tokens");
  }

  /** Says whose the tokens are that are about to come; gives their places here. */
  synchronized Set<Path> claim(List<Path> coming) {
    Set<Path> places = new TreeSet<>();
    for (Path token : coming) {
      places.add(tokens().resolve(token.getFileName()));
    }
    claimed.addAll(places);
    return places;
  }

  /** What a device takes along: its tokens, or for a blank one what was made and nobody's is. */
  synchronized List<Path> giveBack(Set<Path> ours) throws IOException {
    List<Path> here = foldersIn(tokens());
    List<Path> taken =
        here.stream()
            .filter(token -> ours.isEmpty() ? !claimed.contains(token) : ours.contains(token))
            .toList();
    claimed.removeAll(ours);
    return taken;
  }

  static List<Path> foldersIn(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** SoftHSM's module, where Debian puts it. */
  public static Path module() {
    List<Path> places =
        List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));
    return places.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("SoftHSM is not installed: looked at " + places));
  }
}
