/**
 * A service that does nothing: it says when it is ready, in microseconds of the clock that systemd's monotonic times are
 * of, and waits to be stopped.
 */
public class Idle {
  public static void main(String[] none) throws InterruptedException {
    System.out.println("ready at " + System.nanoTime() / 1000);
    Thread.currentThread().join();
  }
}
