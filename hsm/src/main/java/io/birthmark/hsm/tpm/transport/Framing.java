package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts responses out of a byte stream by the size in their header (TPM 2.0 Part 1, section 18). */
final class Framing {
  static final int HEADER = 10;

  /** Larger than any response: the largest TPM buffers in the field hold 4096 bytes. */
  static final int MAX_RESPONSE = 16 * 1024;

  private static final int TAG_NO_SESSIONS = 0x8001;
  private static final int TAG_SESSIONS = 0x8002;
  // A TPM 1.2 response tag; a TPM 2.0 uses it for TPM_RC_BAD_TAG.
  private static final int TAG_RSP_COMMAND = 0x00C4;

  private Framing() {}

  static byte[] read(InputStream in, TpmAddress address) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      throw new EOFException("the connection was closed");
    }
    int size = sizeOf(header, address);
    byte[] response = Arrays.copyOf(header, size);
    if (in.readNBytes(response, HEADER, size - HEADER) < size - HEADER) {
      throw new EOFException("the connection was closed in the middle of a response");
    }
    return response;
  }

  /** The whole response's size, as its header tells it. */
  static int sizeOf(byte[] header, TpmAddress address) {
    int tag = ((header[0] & 0xff) << 8) | (header[1] & 0xff);
    if (tag != TAG_NO_SESSIONS && tag != TAG_SESSIONS && tag != TAG_RSP_COMMAND) {
      throw ElementException.lasting(
          TransportProblems.nonsense(
              address, String.format("a response begins with the tag 0x%04x", tag)));
    }
    long size = intAt(header, 2) & 0xffffffffL;
    if (size < HEADER || size > MAX_RESPONSE) {
      throw ElementException.lasting(
          TransportProblems.nonsense(address, "a response says it has " + size + " bytes"));
    }
    return (int) size;
  }

  static int intAt(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at);
  }
}
