package io.birthmark.demo.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process that says when it is ready. */
final class ForkedJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final double readyMillis;

  private ForkedJvm(Process process, double readyMillis) {
    this.process = process;
    this.readyMillis = readyMillis;
  }

  /**
   * Starts a program and waits until it prints a line with {@code ready} in it, on its standard
   * output or error.
   */
  static ForkedJvm start(List<String> command, String ready) throws IOException {
    return start(command, ready, Map.of());
  }

  /**
   * The same.
   *
   * @param environment beside this process's own
   */
  static ForkedJvm start(List<String> command, String ready, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    long from = System.nanoTime();
    Process process = builder.start();
    List<String> said = new ArrayList<>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(ready)) {
        double millis = (System.nanoTime() - from) / 1e6;
        readOn(out);
        return new ForkedJvm(process, millis);
      }
      said.add(line);
    }
    throw new IOException(
        String.join(" ", command) + " did not become ready:\n" + String.join("\n", said));
  }

  /** A process whose output nobody reads would stop in the middle of a line. */
  private static void readOn(BufferedReader out) {
    Thread reader =
        new Thread(
            () -> {
              try (out) {
                out.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // The process has ended.
              }
            },
            "output of a measured process");
    reader.setDaemon(true);
    reader.start();
  }

  /** From the moment it was asked for. */
  double readyMillis() {
    return readyMillis;
  }

  /** What it has in memory now, in megabytes, shared pages included. */
  double residentMegabytes() throws IOException {
    return megabytes("VmRSS:");
  }

  /** The most that it ever had there. */
  double mostResidentMegabytes() throws IOException {
    return megabytes("VmHWM:");
  }

  /** Of what it has in memory, that which no file holds. */
  double ownMegabytes() throws IOException {
    return megabytes("RssAnon:");
  }

  int threads() throws IOException {
    return (int) number("Threads:");
  }

  int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", pid(), "fd"))) {
      return (int) files.count();
    }
  }

  private double megabytes(String name) throws IOException {
    return number(name) / 1024.0;
  }

  private long number(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", pid(), "status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("process " + pid() + " has no " + name);
  }

  /** Sends SIGHUP. */
  void hangUp() throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-HUP", pid()).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("process " + pid() + " cannot be sent SIGHUP");
    }
  }

  /** What it was started with, from the program's path up to the class path. */
  List<String> flags() throws IOException {
    List<String> words =
        List.of(Files.readString(Path.of("/proc", pid(), "cmdline")).split("\0", -1));
    return words.subList(0, words.indexOf("-cp"));
  }

  private String pid() {
    return Long.toString(process.pid());
  }

  @Override
  public void close() {
    // A program that watches over another one, such as strace, ends with it.
    List<ProcessHandle> inner = process.descendants().toList();
    inner.forEach(ProcessHandle::destroy);
    if (inner.isEmpty()) {
      process.destroy();
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        inner.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
