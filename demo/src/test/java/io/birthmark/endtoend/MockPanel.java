package io.birthmark.endtoend;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProviderImpl;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProviderImpl;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.Lines;
import io.birthmark.station.floor.gpio.Pi4jLines;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A slot's button and lamps by Pi4J's mock: line 1 is the button, 2 green, 3 red, 4 amber. */
final class MockPanel implements LineSource {
  private static final int BUTTON = 1;
  private static final String LAMPS = "GRA";

  private final Map<Integer, MockDigitalInput> contacts = new ConcurrentHashMap<>();
  private final Map<Integer, MockDigitalOutput> lamps = new ConcurrentHashMap<>();

  /** What stands in the slot's section of the configuration. */
  static final String TOML = "button = 1\nlamps = { green = 2, red = 3, amber = 4 }\n";

  @Override
  public Lines open() {
    return Pi4jLines.open(
        new MockDigitalInputProviderImpl() {
          @Override
          public DigitalInput create(DigitalInputConfig config) {
            MockDigitalInput input = (MockDigitalInput) super.create(config);
            // The mock starts low whatever the pull is; a real line with a pull-up starts high.
            contacts.put(config.address(), input.mockState(DigitalState.HIGH));
            return input;
          }
        },
        new MockDigitalOutputProviderImpl() {
          @Override
          public DigitalOutput create(DigitalOutputConfig config) {
            MockDigitalOutput output = (MockDigitalOutput) super.create(config);
            lamps.put(config.address(), output);
            return output;
          }
        });
  }

  void press() throws InterruptedException {
    MockDigitalInput button = Optional.ofNullable(contacts.get(BUTTON)).orElseThrow();
    var unused = button.mockState(DigitalState.LOW);
    Thread.sleep(150);
    var unusedToo = button.mockState(DigitalState.HIGH);
    Thread.sleep(100);
  }

  /** Some of {@code GRA}, or nothing. */
  String lit() {
    StringBuilder lit = new StringBuilder();
    for (int i = 0; i < LAMPS.length(); i++) {
      if (Optional.ofNullable(lamps.get(BUTTON + 1 + i)).map(lamp -> lamp.isHigh()).orElse(false)) {
        lit.append(LAMPS.charAt(i));
      }
    }
    return lit.toString();
  }

  /** Waits until exactly these are lit. */
  void await(String lamps) throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      if (lit().equals(lamps)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("\"" + lamps + "\" were to be lit, and \"" + lit() + "\" are");
  }
}
