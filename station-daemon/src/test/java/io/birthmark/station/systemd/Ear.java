package io.birthmark.station.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A receiver of datagrams that is not ours: socat, writing what it hears into a file. */
public final class Ear implements AutoCloseable {
  private final Process socat;
  private final Path heard;

  private Ear(Process socat, Path heard) {
    this.socat = socat;
    this.heard = heard;
  }

  /**
   * Listens.
   *
   * @param address as socat writes it: {@code UNIX-RECV:PATH} or {@code ABSTRACT-RECV:NAME}
   */
  public static Ear at(String address, Path folder) throws IOException, InterruptedException {
    Path heard = Files.createTempFile(folder, "heard", "");
    Path said = Files.createTempFile(folder, "socat", "");
    Process socat =
        new ProcessBuilder("socat", "-d", "-d", "-u", address, "STDOUT")
            .redirectOutput(heard.toFile())
            .redirectError(said.toFile())
            .start();
    for (int i = 0; i < 1000 && !Files.readString(said).contains("starting data"); i++) {
      Thread.sleep(10);
    }
    return new Ear(socat, heard);
  }

  public byte[] bytes() throws IOException {
    return Files.readAllBytes(heard);
  }

  public String heard() throws IOException {
    return Files.readString(heard);
  }

  /** Waits until this was heard. */
  public void await(String text) throws IOException, InterruptedException {
    for (int i = 0; i < 1000 && !heard().contains(text); i++) {
      Thread.sleep(10);
    }
    if (!heard().contains(text)) {
      throw new AssertionError("\"" + text + "\" was to be heard, and only: " + heard());
    }
  }

  @Override
  public void close() {
    Process unused = socat.destroyForcibly();
  }
}
