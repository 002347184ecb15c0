package io.birthmark.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A printer that speaks IPP and keeps a list of its jobs, as far as the station asks. */
final class QueuePrinter implements AutoCloseable {
  private static final int PRINT_JOB = 2;
  private static final int GET_JOB_ATTRIBUTES = 9;
  private static final int GET_JOBS = 10;
  private static final int PROCESSING = 5;
  private static final int COMPLETED = 9;
  private static final int IDLE = 3;
  private static final int JOBS = 2;
  private static final int PRINTER = 4;
  private static final int BOOLEAN = 0x22;
  private static final int ENUM = 0x23;
  private static final int INTEGER = 0x21;
  private static final int NAME = 0x42;

  /** The names of all jobs that ever came. */
  final List<String> jobs = new CopyOnWriteArrayList<>();

  /** Nothing gets done. */
  volatile boolean stuck;

  private final HttpServer server;

  QueuePrinter() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "ipp://127.0.0.1:" + server.getAddress().getPort() + "/ipp/print";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      byte[] answer = answer(request[3], new String(request, StandardCharsets.ISO_8859_1));
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] answer(int operation, String request) {
    Answer answer = new Answer();
    switch (operation) {
      case PRINT_JOB -> {
        jobs.add(value(request, "job-name"));
        answer.group(JOBS).number(INTEGER, "job-id", jobs.size());
      }
      case GET_JOB_ATTRIBUTES -> answer.group(JOBS).number(ENUM, "job-state", state());
      case GET_JOBS -> {
        if (stuck == request.contains("not-completed")) {
          for (int i = 0; i < jobs.size(); i++) {
            answer.group(JOBS).number(INTEGER, "job-id", i + 1).text("job-name", jobs.get(i));
          }
        }
      }
      default -> answer.group(PRINTER).number(ENUM, "printer-state", IDLE).yes("accepting");
    }
    return answer.end();
  }

  private int state() {
    return stuck ? PROCESSING : COMPLETED;
  }

  private static String value(String request, String name) {
    int at = request.indexOf(name) + name.length();
    int length = (request.charAt(at) << 8) | request.charAt(at + 1);
    return request.substring(at + 2, at + 2 + length);
  }

  /** An answer being written. */
  private static final class Answer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Answer() {
      bytes.writeBytes(new byte[] {1, 1, 0, 0, 0, 0, 0, 1, 1});
    }

    Answer group(int tag) {
      bytes.write(tag);
      return this;
    }

    Answer number(int tag, String name, int number) {
      return attribute(tag, name, new byte[] {0, 0, (byte) (number >> 8), (byte) number});
    }

    Answer text(String name, String text) {
      return attribute(NAME, name, text.getBytes(StandardCharsets.UTF_8));
    }

    Answer yes(String name) {
      return attribute(BOOLEAN, name, new byte[] {1});
    }

    private Answer attribute(int tag, String name, byte[] value) {
      bytes.write(tag);
      sized(name.getBytes(StandardCharsets.US_ASCII));
      sized(value);
      return this;
    }

    private void sized(byte[] value) {
      bytes.write(value.length >> 8);
      bytes.write(value.length);
      bytes.writeBytes(value);
    }

    byte[] end() {
      bytes.write(3);
      return bytes.toByteArray();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
