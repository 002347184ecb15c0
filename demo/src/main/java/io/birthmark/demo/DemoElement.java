package io.birthmark.demo;

import io.birthmark.firstboot.Assignment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The hardware of a device of the demo. */
sealed interface DemoElement extends AutoCloseable permits TpmDevice, TokenDevice {

  /** The element's kind, as configuration and report name it. */
  String word();

  /** The lines of a {@code [[slot]]} that say where it is. */
  List<String> place();

  /** Takes it out of its slot. */
  void leaveTheLine() throws IOException;

  /**
   * Switches it on at the customer's.
   *
   * @param ca the certificates by which the device knows the service
   */
  Booted firstBoot(Path ca) throws IOException, InterruptedException;

  /** How a device's first boot ended. */
  sealed interface Booted {
    record Registered(Assignment assignment) implements Booted {}

    record Refused(String why) implements Booted {}
  }

  @Override
  void close() throws IOException;
}
