package io.birthmark.station.floor.gpio;

import com.pi4j.boardinfo.datareader.BoardCodeReader;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import io.birthmark.station.floor.LineException;
import io.birthmark.station.floor.LineSource;
import io.birthmark.station.floor.Lines;
import java.util.Optional;

/** The GPIO chip of the Raspberry Pi that this is. */
public final class GpioChip implements LineSource {
  private final Chips chips;

  public GpioChip(Chips chips) {
    this.chips = chips;
  }

  @Override
  public Lines open() {
    Optional.of(chips)
        .flatMap(Chips::objection)
        .ifPresent(
            problem -> {
              throw new LineException(problem);
            });
    return Gpiod.lines();
  }

  /** Apart, so that nothing of Pi4J is loaded before there is a chip for it. */
  private static final class Gpiod {
    static Lines lines() {
      BoardCodeReader.setModelFilePath(Chips.MODEL.toString());
      return Pi4jLines.open(
          GpioDDigitalInputProvider.newInstance(), GpioDDigitalOutputProvider.newInstance());
    }
  }
}
