package io.birthmark.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service manager's end of the notification socket: socat, writing down what it hears. */
final class Ear implements AutoCloseable {
  private final Process socat;
  private final Path socket;
  private final Path heard;

  private Ear(Process socat, Path socket, Path heard) {
    this.socat = socat;
    this.socket = socket;
    this.heard = heard;
  }

  static Ear in(Path folder) throws IOException, InterruptedException {
    Path socket = folder.resolve("notify");
    Path heard = folder.resolve("heard");
    Process socat =
        new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "STDOUT")
            .redirectOutput(heard.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    for (int i = 0; i < 1000 && !Files.exists(socket); i++) {
      Thread.sleep(10);
    }
    return new Ear(socat, socket, heard);
  }

  Path socket() {
    return socket;
  }

  /** All that was said so far; one message follows the other without a mark between them. */
  String heard() throws IOException {
    return Files.readString(heard);
  }

  /** Waits until this was said at all. */
  void await(String text) throws IOException, InterruptedException {
    awaitAfter(0, text);
  }

  /** Waits until this is said after so many characters. */
  void awaitAfter(int from, String text) throws IOException, InterruptedException {
    for (int i = 0; i < 6000; i++) {
      if (heard().indexOf(text, from) >= 0) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("\"" + text + "\" was to be heard, and only: " + heard());
  }

  @Override
  public void close() throws InterruptedException {
    int unused = socat.destroyForcibly().waitFor();
  }
}
