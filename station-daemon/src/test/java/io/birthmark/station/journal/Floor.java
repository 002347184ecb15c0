package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Database;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.ledger.Claim;
import io.birthmark.station.ledger.LocalLedger;
import io.birthmark.station.ledger.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A station's journal in a folder, and devices to put through it. */
public final class Floor implements AutoCloseable {
  public static final List<StepResult> STEPS =
      List.of(
          new StepResult("ek.persist", "done", 19),
          new StepResult("srk.persist", "done", 27),
          new StepResult("ek-srk.prove", "done", 6),
          new StepResult("nv.define", "done", 1),
          new StepResult("nv.write", "done", 2),
          new StepResult("nv.lock", "done", 1),
          new StepResult("record.read-back", "done", 1));
  public static final Cost COST = new Cost(61, 55, 24);

  public final HandClock clock = new HandClock();
  public final Database database;
  public final Journal journal;
  public final Devices devices;
  public final SerialNumbers serials;
  public final EnrollmentQueue queue;

  public Floor(Path dir) {
    database = Database.open(dir.resolve("journal.db"), clock);
    journal = new Journal(database, new LocalLedger(), clock);
    devices = new Devices(database);
    serials = new SerialNumbers(database, clock);
    queue = new EnrollmentQueue(database, clock);
  }

  /** Hardware: all that differs between two boards. */
  public record Board(Bytes ekPublic) {
    public static Board number(int n) {
      return new Board(Bytes.ofHex("013a" + String.format("%08x", n) + "5c".repeat(310)));
    }

    public Bytes ek() {
      return ekPublic.sha256();
    }

    public Hardware hardware() {
      return new Hardware(Hardware.Kind.TPM, ek());
    }

    public Proof proof() {
      return new Proof(Attestation.TPM, ekPublic);
    }
  }

  public RunStart start(String slot) {
    return new RunStart(slot, "press", "tpm2", "anna", clock.instant());
  }

  public RunIntent intent(String slot, String serial, Board board) {
    return new RunIntent(
        start(slot),
        Claim.ofTpm(serial, "press-" + serial, board.ek()),
        List.of("ek.persist", "srk.persist", "nv.define", "nv.write", "nv.lock"),
        Bytes.of(
            ("{\"v\":1,\"registrationUrl\":\"https://global.azure-devices-provisioning.net\","
                    + "\"idScope\":\"0ne00ABCDEF\",\"registrationId\":\"press-"
                    + serial
                    + "\",\"attestation\":\"tpm\",\"serial\":\""
                    + serial
                    + "\",\"key\":\"tpm2:0x81010001\",\"station\":\"line3-a\","
                    + "\"provisionedAt\":\"2026-11-22T23:41:05Z\"}")
                .getBytes(StandardCharsets.UTF_8)));
  }

  public Begin.Begun begin(String slot, String serial, Board board) {
    Begin answer = journal.begin(intent(slot, serial, board));
    if (answer instanceof Begin.Begun begun) {
      return begun;
    }
    throw new AssertionError("expected to begin, but " + answer);
  }

  public static PassResult green(Board board) {
    return new PassResult(STEPS, COST, Optional.of(board.proof()));
  }

  /** The whole way of a new device. */
  public Passed provision(String serial, Board board) {
    return journal.pass(begin("A", serial, board).run(), green(board));
  }

  public static Ending failed(boolean touched) {
    return new Ending(
        Outcome.FAIL,
        Problem.ofDevice("tpm.gone", "The device in slot A was pulled.", "Put it in again."),
        List.of(),
        COST,
        touched);
  }

  public RunId end(Begin.Begun begun, boolean touched) {
    journal.end(begun.run(), failed(touched));
    return begun.run();
  }

  @Override
  public void close() {
    database.close();
  }
}
