package io.birthmark.station.floor;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProviderImpl;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProviderImpl;
import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.gpio.Pi4jLines;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A chip of Pi4J's mock providers, below the same adapter that gpiod's are below: a test moves its
 * contacts, looks at its lamps, pulls it out, and lets others hold its lines.
 */
final class MockChip implements LineSource {
  private final Map<Integer, MockDigitalInput> contacts = new HashMap<>();
  private final Map<Integer, MockDigitalOutput> lamps = new HashMap<>();
  private final Set<Integer> downAtFirst = new HashSet<>();
  private final Set<Integer> held = new HashSet<>();
  private boolean there = true;
  private int opened;
  private Runnable whileOpened = () -> {};

  @Override
  public Lines open() {
    if (!there) {
      throw new LineException(Problem.ofStation("gpio.absent", "There is no chip.", "Wait."));
    }
    opened++;
    whileOpened.run();
    return Pi4jLines.open(new Contacts(), new Lamps());
  }

  int opened() {
    return opened;
  }

  /** What happens while it is opened: time passes. */
  void whileOpened(Runnable happens) {
    whileOpened = happens;
  }

  void pull() {
    there = false;
  }

  void putBack() {
    there = true;
  }

  void hold(int line) {
    held.add(line);
  }

  void letGo(int line) {
    held.remove(line);
  }

  /** The button is down already when the station takes its line. */
  void downAtFirst(int line) {
    downAtFirst.add(line);
  }

  /** Low is down: the button is between its line and ground. */
  void contact(int line, boolean down) {
    MockDigitalInput unused =
        Optional.ofNullable(contacts.get(line))
            .orElseThrow()
            .mockState(down ? DigitalState.LOW : DigitalState.HIGH);
  }

  boolean lit(int line) {
    return Optional.ofNullable(lamps.get(line)).map(lamp -> lamp.isHigh()).orElse(false);
  }

  private void refuseWhenHeld(int line) {
    if (held.contains(line)) {
      throw new IllegalStateException(
          "Failed to initialize IO",
          new IllegalStateException("gpiod_line_request_output failed! (Device or resource busy)"));
    }
  }

  private void refuseWhenGone() {
    if (!there) {
      throw new IllegalStateException("No such device");
    }
  }

  private final class Contacts extends MockDigitalInputProviderImpl {
    @Override
    public DigitalInput create(DigitalInputConfig config) {
      int line = config.address();
      refuseWhenHeld(line);
      MockDigitalInput input =
          new MockDigitalInput(this, config) {
            @Override
            public DigitalState state() {
              refuseWhenGone();
              return super.state();
            }
          };
      var unused = context.registry().add(input);
      // The mock starts low whatever the pull is; a real line with a pull-up starts high.
      var unusedToo =
          input.mockState(downAtFirst.contains(line) ? DigitalState.LOW : DigitalState.HIGH);
      contacts.put(line, input);
      return input;
    }
  }

  private final class Lamps extends MockDigitalOutputProviderImpl {
    @Override
    public DigitalOutput create(DigitalOutputConfig config) {
      int line = config.address();
      refuseWhenHeld(line);
      MockDigitalOutput output =
          new MockDigitalOutput(this, config) {
            @Override
            public DigitalOutput state(DigitalState state) {
              refuseWhenGone();
              return super.state(state);
            }
          };
      var unused = context.registry().add(output);
      lamps.put(line, output);
      return output;
    }
  }
}
