package io.birthmark.label.printer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A folder that another system prints from: one file a label, whole as soon as it is there. */
public final class FolderPrinter implements Printer {
  private final Path folder;
  private final String suffix;

  public FolderPrinter(Path folder, String suffix) {
    this.folder = folder;
    this.suffix = suffix;
  }

  @Override
  public Optional<Trouble> trouble() {
    return Files.isDirectory(folder) && Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of(Trouble.folder(folder.toString(), "it is no folder one can write to"));
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    try {
      Files.write(part(job), label);
      flush(part(job), StandardOpenOption.WRITE);
      Files.move(part(job), file(job), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(part(job));
      String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      return new Printing.NotPrinted(Trouble.folder(folder.toString(), why));
    }
    try {
      flush(folder, StandardOpenOption.READ);
      return new Printing.Printed();
    } catch (IOException e) {
      return new Printing.Unknown(Trouble.lost(folder.toString(), e.toString()));
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // Nobody takes a part for a label.
      return;
    }
  }

  private static void flush(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel file = FileChannel.open(path, how)) {
      file.force(true);
    }
  }

  /** Whoever prints from the folder may have taken the file away: that it is gone says nothing. */
  @Override
  public Printing lookUp(PrintJob job) {
    if (Files.exists(file(job))) {
      return new Printing.Printed();
    }
    return Files.exists(part(job))
        ? new Printing.NotPrinted(
            Trouble.refused(folder.toString(), "it was cut off in " + part(job)))
        : new Printing.Unknown(Trouble.lost(folder.toString(), file(job) + " is not there now"));
  }

  private Path part(PrintJob job) {
    return folder.resolve(job.file() + suffix + ".part");
  }

  private Path file(PrintJob job) {
    return folder.resolve(job.file() + suffix);
  }
}
