package io.birthmark.station.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running station. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects; an {@link IOException} means that nobody listens there, or not to this user. */
  public static ControlClient connect(Path socket) throws IOException {
    return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /**
   * Has a verb carried out; progress and lines go to {@code caller} as they come. A request that
   * the station would hang up on is not sent: whoever asks shall not wonder what became of it.
   */
  public Answer carryOut(String verb, Arguments arguments, Caller caller) throws IOException {
    String line = Frames.request(verb, arguments);
    if (line.length() > Frames.LONGEST_REQUEST) {
      return Answer.wrongUse(
          verb
              + ": that is more than a running station takes at once ("
              + Frames.LONGEST_REQUEST / 1024
              + " KiB); nothing was asked");
    }
    ByteBuffer request = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (request.hasRemaining()) {
      channel.write(request);
    }
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    for (String said = in.readLine(); said != null; said = in.readLine()) {
      JsonNode frame = Frames.parse(said);
      if (frame.has("answer")) {
        return Frames.parseAnswer(frame.get("answer"));
      }
      if (frame.has("progress")) {
        caller.progress(frame.get("progress").asText());
      } else if (frame.has("line")) {
        caller.line(frame.get("line").asText());
      }
    }
    throw new EOFException("the station ended before it answered");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
