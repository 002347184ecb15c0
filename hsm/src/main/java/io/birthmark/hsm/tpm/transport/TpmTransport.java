package io.birthmark.hsm.tpm.transport;

/** A logical connection to a TPM. */
public interface TpmTransport extends AutoCloseable {

  /**
   * Sends one command and returns its response, both with their ten-byte header (TPM 2.0 Part 1,
   * section 18).
   *
   * @throws io.birthmark.hsm.ElementException when no whole response came back
   */
  byte[] send(byte[] command);

  @Override
  void close();
}
