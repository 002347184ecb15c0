package io.birthmark.hsm.tpm.transport;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what may already be gone. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // The device may have been pulled before we hung up; there is nothing left to lose.
      LOG.debug("closing a connection to a TPM failed", e);
    }
  }
}
