package io.birthmark.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One of our programs in a process of its own, with its own two output files. */
final class Forked implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private Forked(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Forked start(Path folder, String mainClass, List<String> words) {
    return start(folder, mainClass, words, List.of());
  }

  /**
   * Starts it.
   *
   * @param before words before {@code java}, such as those of {@code prlimit}
   */
  static Forked start(Path folder, String mainClass, List<String> words, List<String> before) {
    return start(folder, mainClass, words, before, List.of());
  }

  /** The same, with classes of {@code first} in the place of those that were built. */
  static Forked start(
      Path folder, String mainClass, List<String> words, List<String> before, List<Path> first) {
    List<String> line = new ArrayList<>(before);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(List.of("-Xmx128m", "-cp", classPath(first), mainClass));
    line.addAll(words);
    try {
      Path out = Files.createTempFile(folder, "forked", ".out");
      Path err = Files.createTempFile(folder, "forked", ".err");
      // A suite that was started in the background, or by nohup, hands down ignored signals.
      List<String> listening = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
      listening.addAll(line);
      Process process =
          new ProcessBuilder(listening)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new Forked(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath(List<Path> first) {
    StringBuilder path = new StringBuilder();
    first.forEach(folder -> path.append(folder).append(File.pathSeparator));
    return path.append(
            Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path")))
        .toString();
  }

  Said waitFor() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + said());
    }
    return said();
  }

  private Said said() {
    return new Said(process.isAlive() ? -1 : process.exitValue(), out(), err());
  }

  /** Waits until it has said this on standard error. */
  void awaitError(String text) throws InterruptedException {
    for (int i = 0; i < 6000 && !err().contains(text); i++) {
      if (!process.isAlive()) {
        throw new AssertionError("it ended before it said \"" + text + "\": " + said());
      }
      Thread.sleep(10);
    }
    if (!err().contains(text)) {
      throw new AssertionError("it never says \"" + text + "\": " + said());
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void signal(String name) {
    signal(process.toHandle(), name);
  }

  static void signal(ProcessHandle process, String name) {
    String unused = Tools.run(Map.of(), "kill -" + name + " " + process.pid());
  }

  /** The power of the station is cut: nothing is put in order. */
  void kill() throws InterruptedException {
    int unused = process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    Process unused = process.destroyForcibly();
  }
}
