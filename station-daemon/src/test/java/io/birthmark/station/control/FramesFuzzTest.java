package io.birthmark.station.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.birthmark.station.Fuzz;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.Arguments;
import io.birthmark.station.verb.Caller;
import io.birthmark.station.verb.Verb;
import io.birthmark.station.verb.Verbs;
import io.birthmark.station.verb.WrongUse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a caller writes to the control socket, or a station answers there. */
class FramesFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "{\"verb\":\"void\",\"arguments\":{\"serial\":\"000417\",\"reason\":\"rework\",\"limit\":\"5\"}}",
          "{\"verb\":\"devices\",\"arguments\":{\"since\":\"2026-11-22\",\"limit\":\"99\"}}",
          "{\"answer\":{\"exitCode\":0,\"text\":\"done\",\"document\":{\"a\":[1]}}}",
          "{\"progress\":\"1\"}",
          "[".repeat(3000),
          "{\"verb\":{\"verb\":".repeat(500));
  private static final String STRUCTURE = "{}[]\",:\\09eE-.ntu";

  private static final class Echo implements Verb {
    @Override
    public String name() {
      return "void";
    }

    @Override
    public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
      String serial = arguments.required("serial");
      long limit = arguments.number("limit", 1, 10).orElse(1L);
      return Answer.wrongUse(serial + limit + arguments.flag("reason") + arguments);
    }
  }

  private static final class Nobody implements Caller {
    @Override
    public String who() {
      return "user:anna";
    }

    @Override
    public void progress(String note) {}

    @Override
    public void line(String line) {}
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int change = random.nextInt(5); change > 0; change--) {
      int at = random.nextInt(line.length());
      switch (random.nextInt(4)) {
        case 0 -> line.setCharAt(at, (char) random.nextInt(0x10000));
        case 1 -> line.setCharAt(at, STRUCTURE.charAt(random.nextInt(STRUCTURE.length())));
        case 2 -> line.insert(at, STRUCTURE.charAt(random.nextInt(STRUCTURE.length())));
        default -> line.setLength(at + 1);
      }
    }
    return line.toString();
  }

  @Test
  void requests() {
    Verbs verbs = new Verbs(List.of(new Echo()));
    Fuzz.rounds(
        "control socket: request",
        10_000,
        random -> {
          try {
            Frames.Request request = Frames.parseRequest(line(random));
            Answer answer = verbs.carryOut(request.verb(), request.arguments(), new Nobody());
            assertThat(Frames.answer(answer)).doesNotContain("\n");
          } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("a request is");
          }
        });
  }

  @Test
  void answers() {
    Fuzz.rounds(
        "control socket: answer",
        10_000,
        random -> {
          try {
            assertThat(Frames.parseAnswer(Frames.parse(line(random)).path("answer")).text())
                .isNotNull();
          } catch (JsonProcessingException e) {
            assertThat(e.getOriginalMessage()).isNotEmpty();
          }
        });
  }
}
