package io.birthmark.station.journal;

import io.birthmark.station.journal.Floor.Board;
import java.nio.file.Path;
import java.util.Optional;

/** Provisions devices until it is killed, telling after each promise that it was made. */
public final class KilledStation {
  private KilledStation() {}

  public static void main(String[] args) {
    int from = Integer.parseInt(args[1]);
    try (Floor floor = new Floor(Path.of(args[0]))) {
      floor.journal.markInterrupted();
      for (int n = from; ; n++) {
        Board board = Board.number(n);
        TakenSerial taken = floor.serials.take("press", 1, 1_000_000, Optional.of(board.ek()));
        long number = ((TakenSerial.Taken) taken).number();
        say("taken " + n + " " + number);
        Begin.Begun begun = floor.begin("A", Long.toString(number), board);
        say("begun " + n + " " + number);
        floor.journal.pass(begun.run(), Floor.green(board));
        say("passed " + n + " " + number);
      }
    }
  }

  // A line in a pipe outlives the process that wrote it.
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
