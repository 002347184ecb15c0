package io.birthmark.station.floor.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.LineException;
import io.birthmark.station.floor.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines by Pi4J, of the two providers given and no other; for one thread. */
public final class Pi4jLines implements Lines {
  private static final Logger LOG = LoggerFactory.getLogger(Pi4jLines.class);

  private final Context context;
  private final DigitalInputProvider inputs;
  private final DigitalOutputProvider outputs;
  private final List<DigitalOutput> driven = new ArrayList<>();
  private boolean closed;

  private Pi4jLines(Context context, DigitalInputProvider inputs, DigitalOutputProvider outputs) {
    this.context = context;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * A context of these providers; nothing is detected, and nothing else is loaded.
   *
   * @throws LineException when the library cannot work here
   */
  public static Pi4jLines open(DigitalInputProvider inputs, DigitalOutputProvider outputs) {
    try {
      return new Pi4jLines(Pi4J.newContextBuilder().add(inputs, outputs).build(), inputs, outputs);
    } catch (RuntimeException | LinkageError e) {
      throw new LineException(GpioProblems.failed(rootOf(e)), e);
    }
  }

  @Override
  public Input input(int line, String name) {
    DigitalInput input =
        take(
            line,
            name,
            () ->
                inputs.create(
                    DigitalInput.newConfigBuilder(context)
                        .id(name)
                        .address(line)
                        .pull(PullResistance.PULL_UP)
                        .debounce(0L)
                        .build()));
    return () -> used(name, () -> input.state() == DigitalState.LOW);
  }

  @Override
  public Output output(int line, String name) {
    DigitalOutput output =
        take(
            line,
            name,
            () ->
                outputs.create(
                    DigitalOutput.newConfigBuilder(context)
                        .id(name)
                        .address(line)
                        .initial(DigitalState.LOW)
                        .shutdown(DigitalState.LOW)
                        .build()));
    driven.add(output);
    return high -> {
      DigitalOutput unused = used(name, () -> output.setState(high));
    };
  }

  private static <T> T take(int line, String name, Supplier<T> create) {
    try {
      return create.get();
    } catch (RuntimeException | LinkageError e) {
      throw new LineException(why(line, name, rootOf(e)), e);
    }
  }

  private static Problem why(int line, String name, String root) {
    if (root.contains("busy")) {
      return GpioProblems.busy(line, name);
    }
    return root.contains("Invalid argument")
        ? GpioProblems.noSuchLine(line, name)
        : GpioProblems.failed(root);
  }

  private static <T> T used(String name, Supplier<T> use) {
    try {
      return use.get();
    } catch (RuntimeException e) {
      throw new LineException(GpioProblems.gone(name, rootOf(e)), e);
    }
  }

  /** The library wraps what the kernel said two or three times over. */
  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (DigitalOutput output : driven) {
      try {
        output.low();
      } catch (RuntimeException e) {
        LOG.warn("lamp {} could not be put out: {}", output.id(), rootOf(e));
      }
    }
    try {
      context.shutdown();
    } catch (RuntimeException e) {
      LOG.warn("the GPIO chip was not given back in order: {}", rootOf(e));
    }
  }
}
