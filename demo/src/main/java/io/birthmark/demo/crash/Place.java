package io.birthmark.demo.crash;

import io.birthmark.hsm.simulated.TokenReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A slot of the line, and the device that is in it. */
final class Place implements AutoCloseable {
  private final String slot;
  private final String product;
  private final boolean scans;
  private final String access;
  private final Optional<Wire> wire;
  private final boolean keepsItsBoard;
  private Optional<Board> board;

  private Place(
      String slot,
      String product,
      boolean scans,
      String access,
      Optional<Wire> wire,
      Optional<Board> board) {
    this.slot = slot;
    this.product = product;
    this.scans = scans;
    this.access = access;
    this.wire = wire;
    this.keepsItsBoard = board.isPresent();
    this.board = board;
  }

  static Place ofTpm(String slot, String product, boolean scans, Optional<Board> board, Wire wire) {
    return new Place(
        slot,
        product,
        scans,
        "element = \"tpm2\"\ndevice = \"" + wire.address() + "\"\n",
        Optional.of(wire),
        board);
  }

  /** A slot for a token, which the station initialises when it is blank. */
  static Place ofToken(String slot, String product, String label, Board board) {
    return new Place(
        slot,
        product,
        true,
        "element = \"pkcs11\"\nmodule = \"%s\"\ntoken_label = \"%s\"\ninitialise = true\n"
            .formatted(TokenReader.module(), label),
        Optional.empty(),
        Optional.of(board));
  }

  String toml() {
    return "\n[[slot]]\nname = \"" + slot + "\"\nproduct = \"" + product + "\"\n" + access;
  }

  /** Puts a device in; nobody may be at work. */
  void put(Board device) {
    board = Optional.of(device);
    if (wire.isPresent() && device.inside() instanceof TpmInside tpm) {
      wire.get().put(tpm);
    }
  }

  String slot() {
    return slot;
  }

  Board board() {
    return board.orElseThrow();
  }

  /** Whether the label comes before the run, and not from it. */
  boolean scans() {
    return scans;
  }

  boolean keepsItsBoard() {
    return keepsItsBoard;
  }

  Optional<Wire> wire() {
    return wire;
  }

  @Override
  public void close() {
    try {
      if (wire.isPresent()) {
        wire.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
