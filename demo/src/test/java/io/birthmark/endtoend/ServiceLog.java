package io.birthmark.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When the emulated service's file of changes grew: what it knew at some moment. */
final class ServiceLog implements AutoCloseable {
  private final Path file;
  private final List<Growth> growths = new ArrayList<>();
  private final Thread watch;
  private volatile boolean ended;

  /** The file was still shorter at {@code before}, and was seen to be this long at {@code seen}. */
  private record Growth(double before, double seen, int size) {}

  private ServiceLog(Path file) {
    this.file = file;
    this.watch = new Thread(this::watch, "service log");
  }

  static ServiceLog of(Path dps) {
    ServiceLog log = new ServiceLog(dps.resolve("enrollments.jsonl"));
    log.watch.start();
    return log;
  }

  private void watch() {
    double before = now();
    int size = -1;
    while (!ended) {
      double looking = now();
      int found = content().length;
      if (found != size) {
        growths.add(new Growth(before, now(), found));
        size = found;
      }
      before = looking;
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] content() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  /** What the service surely knew then. */
  byte[] at(double seconds) {
    int size =
        growths.stream().filter(g -> g.seen() <= seconds).mapToInt(Growth::size).max().orElse(0);
    return Arrays.copyOf(content(), size);
  }

  /** Whether it is known what the service knew then. */
  boolean isSure(double seconds) {
    return growths.stream().noneMatch(g -> g.before() <= seconds && seconds < g.seen());
  }

  /** The registration IDs that were written there, as often as they were. */
  static List<String> written(byte[] changes) {
    return new String(changes, StandardCharsets.UTF_8)
        .lines()
        .map(ServiceLog::json)
        .map(change -> change.at("/written/registrationId").asText())
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    watch.join();
  }
}
