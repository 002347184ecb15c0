package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The kernel's TPM driver: a command is one write, its response is one read (Linux, {@code
 * drivers/char/tpm/tpm-dev-common.c}).
 */
final class DeviceTransport implements TpmTransport {
  private static final int FILE_TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  private final TpmAddress address;
  private final FileChannel channel;
  private final ByteBuffer response = ByteBuffer.allocateDirect(Framing.MAX_RESPONSE);

  private DeviceTransport(TpmAddress address, FileChannel channel) {
    this.address = address;
    this.channel = channel;
  }

  static DeviceTransport open(TpmAddress.Device address) {
    Path path = address.path();
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode");
      if ((mode & FILE_TYPE) != CHARACTER_DEVICE) {
        throw ElementException.lasting(TransportProblems.notADevice(address));
      }
      return new DeviceTransport(
          address, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (NoSuchFileException e) {
      throw ElementException.passing(TransportProblems.absent(address, "no such device"), e);
    } catch (AccessDeniedException e) {
      throw ElementException.lasting(TransportProblems.forbidden(address), e);
    } catch (IOException e) {
      String reason = Reason.of(e);
      throw ElementException.passing(
          reason.contains("busy")
              ? TransportProblems.busy(address)
              : TransportProblems.absent(address, reason),
          e);
    }
  }

  @Override
  public byte[] send(byte[] command) {
    try {
      channel.write(ByteBuffer.wrap(command));
      response.clear();
      while (!complete()) {
        if (channel.read(response) <= 0) {
          throw new EOFException("the device gave no answer");
        }
      }
      byte[] whole = new byte[response.flip().remaining()];
      response.get(whole);
      return whole;
    } catch (IOException e) {
      throw ElementException.passing(TransportProblems.gone(address, Reason.of(e)), e);
    }
  }

  private boolean complete() {
    if (response.position() < Framing.HEADER) {
      return false;
    }
    byte[] header = new byte[Framing.HEADER];
    response.get(0, header);
    int size = Framing.sizeOf(header, address);
    if (response.position() > size) {
      throw ElementException.lasting(
          TransportProblems.nonsense(
              address, "a response of " + size + " bytes came with " + response.position()));
    }
    return response.position() == size;
  }

  @Override
  public void close() {
    Closing.quietly(channel);
  }
}
