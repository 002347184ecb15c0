package io.birthmark.hsm;

/**
 * A failure as a person is shown it: what happened, whose fault it is, and what to do now.
 *
 * @param code stable and searchable, for example {@code tpm.lockout}; every code is explained in
 *     {@code docs/problems.md}
 * @param fault who has to act: the device is set aside, or the engineer is called
 * @param sentence what happened, with the names and numbers of this case
 * @param action what the person in front of it does next
 */
public record Problem(String code, Fault fault, String sentence, String action) {

  /** Whose fault a problem is. */
  public enum Fault {
    /** The device is wrong or broken: the run ends with FAIL. */
    DEVICE,
    /** The station or its surroundings are: the run ends with ERROR. */
    STATION
  }

  public static Problem ofDevice(String code, String sentence, String action) {
    return new Problem(code, Fault.DEVICE, sentence, action);
  }

  public static Problem ofStation(String code, String sentence, String action) {
    return new Problem(code, Fault.STATION, sentence, action);
  }

  @Override
  public String toString() {
    return code + ": " + sentence + " " + action;
  }
}
