package io.birthmark.label.printer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue that answers what it is told to. */
final class FakeIpp implements AutoCloseable {
  final List<String> documents = new CopyOnWriteArrayList<>();
  volatile String jobState = "9";
  volatile String jobReason = "none";
  volatile int printJobStatus = 200;
  volatile int attributesStatus = 200;

  /** How many questions after the job are answered by 503. */
  final AtomicInteger failures = new AtomicInteger();

  volatile boolean stopped;
  volatile boolean stalls;
  volatile int otherJobs;
  volatile String[] formats = {"application/vnd.cups-raw"};

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> names = new CopyOnWriteArrayList<>();

  FakeIpp() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    int operation = ByteBuffer.wrap(request).getShort(2);
    Answer answer = new Answer();
    int status = 200;
    switch (operation) {
      case IppMessage.GET_PRINTER_ATTRIBUTES -> {
        status = attributesStatus;
        answer.group(4);
        answer.text(0x44, "printer-state", stopped ? "5" : "3");
        answer.text(0x41, "printer-state-message", stopped ? "Backend is not there!" : "");
        for (String format : formats) {
          answer.text(0x49, "document-format-supported", format);
        }
      }
      case IppMessage.PRINT_JOB -> {
        status = printJobStatus;
        if (status == 200) {
          names.add(value(request, "job-name"));
          documents.add(value(request, "document-format"));
          answer.group(2).number("job-id", names.size());
        }
      }
      case IppMessage.GET_JOBS -> {
        boolean done = jobState.equals("9") == !value(request, "which-jobs").startsWith("not");
        for (int n = 0; n < otherJobs; n++) {
          answer.group(2).number("job-id", 1000 + n).text(0x42, "job-name", "other-" + n);
        }
        String asked = new String(request, StandardCharsets.ISO_8859_1);
        for (int n = 0; n < names.size() && done; n++) {
          answer.group(2).number("job-id", n + 1);
          // As CUPS does a minute later.
          if (asked.contains("time-at-completed")) {
            answer.text(0x42, "job-name", names.get(n));
          }
        }
      }
      default -> {
        status = failures.getAndDecrement() > 0 ? 503 : 200;
        answer
            .group(2)
            .text(0x44, "job-state", jobState)
            .text(0x44, "job-state-reasons", jobReason);
      }
    }
    byte[] body = answer.end();
    exchange.sendResponseHeaders(status, stalls ? body.length + 1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
    if (!stalls) {
      exchange.close();
    }
  }

  private static String value(byte[] request, String name) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(name) + name.length();
    int length = ByteBuffer.wrap(request).getShort(at);
    return text.substring(at + 2, at + 2 + length);
  }

  private static final class Answer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> inGroup = new ArrayList<>();

    Answer() {
      bytes.writeBytes(new byte[] {1, 1, 0, 0, 0, 0, 0, 1, 1});
    }

    Answer group(int tag) {
      bytes.write(tag);
      inGroup.clear();
      return this;
    }

    Answer number(String name, int value) {
      return value(0x21, name, ByteBuffer.allocate(4).putInt(value).array());
    }

    Answer text(int tag, String name, String value) {
      return value(tag, name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Answer value(int tag, String name, byte[] value) {
      byte[] shown = inGroup.contains(name) ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
      inGroup.add(name);
      bytes.write(tag);
      bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) shown.length).array());
      bytes.writeBytes(shown);
      bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) value.length).array());
      bytes.writeBytes(value);
      return this;
    }

    byte[] end() {
      bytes.write(3);
      return bytes.toByteArray();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
