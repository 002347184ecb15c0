package io.birthmark.station.floor;

/** GPIO lines, held by this process. Every method may throw {@link LineException}. */
public interface Lines extends AutoCloseable {

  /** A line with a button to ground: pulled up, low while pressed. */
  interface Input {
    boolean low();
  }

  /** A line that drives a lamp or a buzzer: high is on; it starts low. */
  interface Output {
    void set(boolean high);
  }

  /**
   * Takes a line; after a failure the same line may be asked for again.
   *
   * @param name who holds it, for people who ask the kernel
   */
  Input input(int line, String name);

  Output output(int line, String name);

  /** Sets every output low and gives all lines back; does not throw, and may be repeated. */
  @Override
  void close();
}
