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
        : Optional.of(Trouble.unreachable(folder.toString(), "it is no folder one can write to"));
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    Path part = folder.resolve(job.file() + suffix + ".part");
    try {
      Files.write(part, label);
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      Files.move(part, file(job), StandardCopyOption.REPLACE_EXISTING);
      return new Printing.Printed();
    } catch (IOException e) {
      return new Printing.NotPrinted(Trouble.unreachable(folder.toString(), e.toString()));
    }
  }

  @Override
  public Printing lookUp(PrintJob job) {
    Trouble notThere = Trouble.refused(folder.toString(), "there is no file " + file(job));
    return Files.exists(file(job)) ? new Printing.Printed() : new Printing.NotPrinted(notThere);
  }

  private Path file(PrintJob job) {
    return folder.resolve(job.file() + suffix);
  }
}
