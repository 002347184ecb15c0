package io.birthmark.station.floor.scanner;

import io.birthmark.station.floor.kernel.KernelException;
import java.time.Duration;
import java.util.Optional;

/** An open scanner. */
interface Scanner extends AutoCloseable {
  /** What it sent, as soon as there is something; empty when the time is over. */
  Optional<byte[]> read(Duration limit) throws KernelException;

  @Override
  void close();
}
