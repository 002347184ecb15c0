package io.birthmark.hsm;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** One move from what the device is to what it shall be. */
public sealed interface Step {

  /** What is done, in words that stand in the journal: "persist EK at 0x81010001". */
  String name();

  /** Whether it leaves something behind; such a step needs its intent on disk before. */
  boolean changesDevice();

  /** Whether it is already so; then only the proof is asked. */
  Check check();

  /**
   * Asked after the move, and also when it was already so; throws when the device does not show
   * what was wanted.
   */
  Action proof();

  /**
   * Makes the move, and asks the station for what it needs. Whoever carries plans out cannot forget
   * a kind of step this way.
   */
  void move(Station station);

  /** What a step may ask for. Every method may throw {@link ElementException}. */
  interface Station {
    /** The certificate, after it was written down. */
    CertificateChain certify(CertificateRequest request);

    /** The symmetric key of the device in this element; the step closes it. */
    SecretBytes deriveKey(Hardware hardware);
  }

  /**
   * A move that needs nothing but the device.
   *
   * @param act the move itself
   */
  record Act(String name, boolean changesDevice, Check check, Action act, Action proof)
      implements Step {
    @Override
    public void move(Station station) {
      act.run();
    }
  }

  /**
   * The station's issuer is asked for a certificate, and the device keeps it.
   *
   * @param request made when the step is reached: its key may not exist before
   * @param keep stores the chain in the device
   */
  record Certify(
      String name,
      Check check,
      Supplier<CertificateRequest> request,
      Consumer<CertificateChain> keep,
      Action proof)
      implements Step {
    @Override
    public boolean changesDevice() {
      return true;
    }

    @Override
    public void move(Station station) {
      keep.accept(station.certify(request.get()));
    }
  }

  /**
   * The station derives the device's symmetric key, and the device takes it in.
   *
   * @param hardware the element that takes it in
   * @param keep imports the key, which is wiped afterwards
   */
  record TakeKey(
      String name,
      Check check,
      Supplier<Hardware> hardware,
      Consumer<SecretBytes> keep,
      Action proof)
      implements Step {
    @Override
    public boolean changesDevice() {
      return true;
    }

    @Override
    public void move(Station station) {
      try (SecretBytes key = station.deriveKey(hardware.get())) {
        keep.accept(key);
      }
    }
  }

  /** Asks the device, or what identification learnt of it. */
  @FunctionalInterface
  interface Check {
    boolean alreadySo();
  }

  /** Speaks to the device; throws {@link ElementException} when that fails. */
  @FunctionalInterface
  interface Action {
    void run();
  }

  /** A step that only proves something and changes nothing. */
  static Step proving(String name, Action proof) {
    return new Act(name, false, () -> true, () -> {}, proof);
  }
}
