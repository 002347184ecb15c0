package io.birthmark.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Somebody at the control socket who keeps to no protocol. */
final class RawCaller implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader in;

  RawCaller(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
  }

  RawCaller say(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int unused = channel.write(bytes);
    }
    return this;
  }

  RawCaller sayNoMore() throws IOException {
    SocketChannel unused = channel.shutdownOutput();
    return this;
  }

  /** The next line of the station's; empty when it hung up. */
  Optional<JsonNode> hear() throws IOException {
    try {
      String line = in.readLine();
      return line == null ? Optional.empty() : Optional.of(new ObjectMapper().readTree(line));
    } catch (JsonProcessingException e) {
      throw new AssertionError("the station does not speak JSON", e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
