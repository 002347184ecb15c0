package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A TPM behind a pair of byte streams: a socket, or a program's input and output. */
final class StreamTransport implements TpmTransport {
  private final TpmAddress address;
  private final InputStream in;
  private final OutputStream out;
  private final Closeable connection;

  StreamTransport(TpmAddress address, InputStream in, OutputStream out, Closeable connection) {
    this.address = address;
    this.in = in;
    this.out = out;
    this.connection = connection;
  }

  @Override
  public byte[] send(byte[] command) {
    try {
      out.write(command);
      out.flush();
      return Framing.read(in, address);
    } catch (IOException e) {
      throw ElementException.passing(TransportProblems.gone(address, Reason.of(e)), e);
    }
  }

  @Override
  public void close() {
    Closing.quietly(connection);
  }
}
