package io.birthmark.demo.bench;

import io.birthmark.demo.Folders;
import io.birthmark.demo.Programs;
import io.birthmark.demo.Progress;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What measurements share: how much to measure, a folder on the disk, and TPMs. */
public final class Workbench implements AutoCloseable {
  private final Path project;
  private final Path folder;
  private final Extent extent;
  private final Optional<Path> journal;
  private final Progress progress;
  private final List<FreshTpm> tpms = new ArrayList<>();
  private final List<Path> delivered = new ArrayList<>();
  private Optional<TpmMaker> maker = Optional.empty();
  private final List<AutoCloseable> running = new ArrayList<>();
  private int folders;

  /**
   * @param project where {@code bin/} is
   * @param folder to work in; emptied now, removed at the end. A disk, not a RAM disk: it is synced
   *     to.
   * @param journal where a filled journal is kept from one bench to the next
   */
  public Workbench(
      Path project, Path folder, Extent extent, Optional<Path> journal, Progress progress)
      throws IOException {
    this.project = project;
    this.folder = folder;
    this.extent = extent;
    this.journal = journal;
    this.progress = progress;
    Folders.delete(folder);
    Files.createDirectories(folder);
  }

  Extent extent() {
    return extent;
  }

  Optional<Path> journal() {
    return journal;
  }

  Progress progress() {
    return progress;
  }

  Path launcher() {
    return project.resolve("bin").resolve("birthmark");
  }

  Path newFolder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name + ++folders));
  }

  /** Where something is left for whoever asked for the measurement. */
  Path result(String name) throws IOException {
    return Files.createDirectories(project.resolve("target")).resolve(name);
  }

  /** Why there can be no TPMs here; empty when there can. */
  static Optional<String> noTpms() {
    return missing(List.of("swtpm", "swtpm_setup", "swtpm_localca"));
  }

  /** Which of these programs is not installed. */
  static Optional<String> missing(List<String> programs) {
    return programs.stream()
        .filter(program -> !Programs.isInstalled(program))
        .findFirst()
        .map(program -> program + " is not installed");
  }

  private TpmMaker maker() throws IOException {
    if (maker.isEmpty()) {
      maker = Optional.of(new TpmMaker(folder.resolve("maker")));
    }
    return maker.get();
  }

  /** So many TPMs that nobody has switched on, each a folder as its maker delivers it. */
  List<Path> delivered(int wanted) throws IOException, InterruptedException {
    while (delivered.size() < wanted) {
      Path home = folder.resolve("delivered" + (delivered.size() + 1));
      maker().make(home);
      delivered.add(home);
      progress.step(delivered.size(), wanted, "TPMs delivered");
    }
    maker().publishRoots(roots());
    return List.copyOf(delivered.subList(0, wanted));
  }

  /** So many TPMs, made when they are first needed; each as the last measurement left it. */
  List<FreshTpm> tpms(int wanted) throws IOException, InterruptedException {
    while (tpms.size() < wanted) {
      Path home = Files.createDirectories(folder.resolve("tpm" + (tpms.size() + 1)));
      tpms.add(keep(FreshTpm.make(maker(), home)));
      progress.step(tpms.size(), wanted, "TPM made");
    }
    maker().publishRoots(roots());
    return List.copyOf(tpms.subList(0, wanted));
  }

  /** The makers' certificates, once there is a TPM. */
  Path roots() {
    return folder.resolve("ek-roots");
  }

  /** Has a process ended with the bench, however that ends. */
  synchronized <T extends AutoCloseable> T keep(T process) {
    running.add(process);
    return process;
  }

  /** Ends every process, so that nothing is left running after Ctrl-C. */
  public synchronized void stop() {
    for (AutoCloseable process : running) {
      try {
        process.close();
      } catch (Exception e) {
        // The others must still be ended.
        progress.begin("a process did not end in order: " + e);
      }
    }
    running.clear();
  }

  @Override
  public void close() throws IOException {
    stop();
    Folders.delete(folder);
  }
}
