package io.birthmark.hsm;

/**
 * One move from what the device is to what it shall be.
 *
 * @param name what is done, in words that stand in the journal: "persist EK at 0x81010001"
 * @param changesDevice whether {@code act} leaves something behind; such a step needs its intent on
 *     disk before
 * @param check whether it is already so; then {@code act} is left out
 * @param act the move itself
 * @param proof asked after the act, and also when it was already so; throws when the device does
 *     not show what was wanted
 */
public record Step(String name, boolean changesDevice, Check check, Action act, Action proof) {

  /** Asks the device, or what identification learnt of it. */
  @FunctionalInterface
  public interface Check {
    boolean alreadySo();
  }

  /** Speaks to the device; throws {@link ElementException} when that fails. */
  @FunctionalInterface
  public interface Action {
    void run();
  }

  /** A step that only proves something and changes nothing. */
  public static Step proving(String name, Action proof) {
    return new Step(name, false, () -> true, () -> {}, proof);
  }
}
