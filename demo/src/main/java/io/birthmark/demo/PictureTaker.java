package io.birthmark.demo;

import io.birthmark.station.verb.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Asks for a label's preview, and puts it into a file. */
record PictureTaker(Path file) implements Caller {

  @Override
  public String who() {
    return "demo";
  }

  @Override
  public void progress(String note) {
    // A picture is made at once.
  }

  @Override
  public void line(String png) {
    try {
      Files.write(file, Base64.getDecoder().decode(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
