package io.birthmark.demo.bench;

import java.io.IOException;
import java.io.OutputStream;

/** The least that a JVM can be: it says that it is ready, and waits. */
final class BareJvm {
  private BareJvm() {}

  /** Ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    System.out.println("ready");
    System.in.transferTo(OutputStream.nullOutputStream());
  }
}
