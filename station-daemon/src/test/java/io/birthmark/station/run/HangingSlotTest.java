package io.birthmark.station.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Contents;
import io.birthmark.hsm.Cost;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.SecureElement;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.config.CheckDigit;
import io.birthmark.station.config.Product;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A device that hangs, wherever its run is, is nobody's matter but its own slot's: while it hangs,
 * no lock is held and no queue is filled that another slot needs.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingSlotTest {
  private static final Product PRESS = PaperLine.product("press", "[0-9]{6}", CheckDigit.NONE);
  private static final List<String> OTHERS = List.of("B", "C", "D", "E", "F", "G", "H");

  @TempDir Path dir;

  /** Where a device can stop answering. */
  enum Where {
    CONNECTING,
    IDENTIFYING,
    PLANNING,
    BETWEEN_TWO_STEPS,
    TAKING_ITS_CERTIFICATE,
    READING_BACK,
    BEING_LEFT
  }

  /** A device that stops at one place until it is let go. */
  private static final class Hanging {
    private final Where where;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final PaperToken token = new PaperToken(1);

    Hanging(Where where) {
      this.where = where;
      token.whenStepping = () -> stopAt(Where.BETWEEN_TWO_STEPS);
      token.beforeKeeping = () -> stopAt(Where.TAKING_ITS_CERTIFICATE);
    }

    void stopAt(Where here) {
      if (here == where) {
        reached.countDown();
        awaitLetGo();
      }
    }

    private void awaitLetGo() {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    SecureElement connect() {
      stopAt(Where.CONNECTING);
      SecureElement paper = token.connect();
      return new SecureElement() {
        @Override
        public Identification identify() {
          stopAt(Where.IDENTIFYING);
          return paper.identify();
        }

        @Override
        public String keyReference(Attestation attestation) {
          return paper.keyReference(attestation);
        }

        @Override
        public Plan plan(Wanted wanted) {
          stopAt(Where.PLANNING);
          return paper.plan(wanted);
        }

        @Override
        public Contents readBack() {
          stopAt(Where.READING_BACK);
          return paper.readBack();
        }

        @Override
        public Cost cost() {
          return paper.cost();
        }

        @Override
        public void close() {
          stopAt(Where.BEING_LEFT);
          paper.close();
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  void theOtherSevenPassAndTheOneThatHungPassesAfterwards(Where where) throws Exception {
    Hanging hanging = new Hanging(where);
    ExecutorService hangs = Executors.newSingleThreadExecutor();
    try (PaperLine line = new PaperLine(dir)) {
      line.slot("A", PRESS, hanging::connect);
      for (int i = 0; i < OTHERS.size(); i++) {
        PaperToken token = new PaperToken(i + 2);
        line.slot(OTHERS.get(i), PRESS, token::connect);
      }
      Future<RunReport> stuck = hangs.submit(() -> line.run("A", "000001"));
      assertThat(hanging.reached.await(30, SECONDS)).isTrue();

      for (int i = 0; i < OTHERS.size(); i++) {
        RunReport report = line.run(OTHERS.get(i), String.format("%06d", i + 2));
        assertThat(report.outcome()).isEqualTo(new RunOutcome.Pass());
      }
      assertThat(line.run("A", "000001").outcome().problem().orElseThrow().code())
          .as("a second press meanwhile")
          .isEqualTo("slot.busy");
      assertThat(stuck.isDone()).isFalse();

      hanging.letGo.countDown();
      assertThat(stuck.get().outcome()).isEqualTo(new RunOutcome.Pass());
      assertThat(line.journal.devices.newest(10, Optional.empty())).hasSize(8);
    } finally {
      hanging.letGo.countDown();
      hangs.shutdownNow();
    }
  }

  /** A TPM that takes a connection and says nothing until it is let go, when it hangs up. */
  private static final class Silent implements AutoCloseable {
    private final ServerSocket socket;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final List<Socket> callers = new ArrayList<>();

    Silent() throws Exception {
      socket = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
      Thread serving = new Thread(this::serve, "a silent TPM");
      serving.setDaemon(true);
      serving.start();
    }

    private void serve() {
      try {
        while (true) {
          Socket caller = socket.accept();
          synchronized (callers) {
            callers.add(caller);
          }
          InputStream in = caller.getInputStream();
          if (in.read() >= 0) {
            asked.countDown();
          }
        }
      } catch (java.io.IOException e) {
        asked.countDown();
      }
    }

    int calls() {
      synchronized (callers) {
        return callers.size();
      }
    }

    @Override
    public void close() throws Exception {
      socket.close();
      synchronized (callers) {
        for (Socket caller : callers) {
          caller.close();
        }
      }
    }
  }

  @Test
  void aHangingTpmOfTheStationKeepsNoTokenWaiting() throws Exception {
    ExecutorService slot = Executors.newSingleThreadExecutor();
    try (Silent silent = new Silent()) {
      OwnTpm own = ownTpm(silent, Duration.ofSeconds(50));
      Future<?> stuck = slot.submit(own::learn);
      assertThat(silent.asked.await(30, SECONDS)).isTrue();

      assertThat(own.is(new PaperToken(1).hardware)).isFalse();

      assertThat(stuck.isDone()).isFalse();
    } finally {
      slot.shutdownNow();
    }
  }

  @Test
  void allSlotsThatWaitForItShareOneSilence() throws Exception {
    ExecutorService slots = Executors.newFixedThreadPool(8);
    try (Silent silent = new Silent()) {
      OwnTpm own = ownTpm(silent, Duration.ofSeconds(3));
      List<Future<String>> codes =
          IntStream.range(0, 8).mapToObj(i -> slots.submit(() -> silence(own))).toList();

      for (Future<String> code : codes) {
        assertThat(code.get()).isEqualTo("slot.own-tpm-silent");
      }
      int callsOfOneRun = silent.calls();
      assertThat(silence(own)).as("asked again").isEqualTo("slot.own-tpm-silent");
      assertThat(silent.calls()).isEqualTo(2 * callsOfOneRun);
    } finally {
      slots.shutdownNow();
    }
  }

  private static String silence(OwnTpm own) {
    try {
      own.learn();
      return "it answered";
    } catch (io.birthmark.hsm.ElementException e) {
      return e.problem().code();
    }
  }

  private static OwnTpm ownTpm(Silent silent, Duration limit) {
    return new OwnTpm(
        Optional.of(TpmAddress.parse("tcp:127.0.0.1:" + silent.socket.getLocalPort())), limit);
  }
}
