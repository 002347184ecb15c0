package io.birthmark.hsm.tpm;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.nio.ByteBuffer;

/** Stands between a run and its TPM and does to the talk what a test wants. */
final class Tap implements TpmTransport {

  /** Answers a command, usually by sending it on. */
  interface Talk {
    byte[] answer(int number, byte[] command, TpmTransport tpm);
  }

  private final TpmTransport tpm;
  private final Talk talk;
  private int sent;

  Tap(TpmTransport tpm, Talk talk) {
    this.tpm = tpm;
    this.talk = talk;
  }

  @Override
  public byte[] send(byte[] command) {
    return talk.answer(++sent, command, tpm);
  }

  @Override
  public void close() {
    tpm.close();
  }

  /** The command code, TPM 2.0 Part 2, section 6.5.2. */
  static int code(byte[] command) {
    return ByteBuffer.wrap(command).getInt(6);
  }

  /** A response that is nothing but a code. */
  static byte[] refusal(int code) {
    return ByteBuffer.allocate(10).putShort((short) 0x8001).putInt(10).putInt(code).array();
  }
}
