package io.birthmark.demo.bench;

import io.birthmark.demo.Folders;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.simulated.TpmMaker;
import java.io.IOException;
import java.nio.file.Path;

/** A software TPM that can be made as good as new. */
final class FreshTpm implements AutoCloseable {
  private final SoftwareTpm tpm;
  private final Path pristine;

  private FreshTpm(SoftwareTpm tpm, Path pristine) {
    this.tpm = tpm;
    this.pristine = pristine;
  }

  static FreshTpm make(TpmMaker maker, Path folder) throws IOException, InterruptedException {
    Path pristine = folder.resolve("pristine");
    maker.make(pristine);
    return new FreshTpm(new SoftwareTpm(folder.resolve("state")), pristine);
  }

  /** Cuts the power, restores what it was when it left its maker, and switches it on. */
  SoftwareTpm reset() throws IOException, InterruptedException {
    tpm.powerOff();
    Folders.delete(tpm.state());
    Folders.copy(pristine, tpm.state());
    return tpm.powerOn();
  }

  SoftwareTpm tpm() {
    return tpm;
  }

  @Override
  public void close() {
    tpm.close();
  }
}
