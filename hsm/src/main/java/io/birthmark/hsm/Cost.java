package io.birthmark.hsm;

import java.time.Duration;
import java.util.Map;

/**
 * What talking to an element cost.
 *
 * @param commands how often each command was sent, by its name in the specification
 * @param inside the time between sending a command and having its answer
 */
public record Cost(Map<String, Integer> commands, Duration inside) {
  public static final Cost NONE = new Cost(Map.of(), Duration.ZERO);

  public int total() {
    return commands.values().stream().mapToInt(Integer::intValue).sum();
  }
}
