package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hears what the floor says: all of it, and what of it is still so. */
public final class Spoken implements Announcements {
  /** Each a subject and a problem's code. */
  public final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  public final Set<String> stands = new LinkedHashSet<>();

  @Override
  public void announce(String about, Problem problem) {
    String line = about + " " + problem.code();
    said.add(line);
    over(about);
    stands.add(line);
  }

  @Override
  public void over(String about) {
    stands.removeIf(line -> line.substring(0, line.lastIndexOf(' ')).equals(about));
  }
}
