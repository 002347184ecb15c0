package io.birthmark.demo.bench;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.station.journal.Cost;
import io.birthmark.station.journal.PassResult;
import io.birthmark.station.journal.Proof;
import io.birthmark.station.journal.RunIntent;
import io.birthmark.station.journal.RunStart;
import io.birthmark.station.journal.StepResult;
import io.birthmark.station.ledger.Claim;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A device that exists on paper only: all that a journal learns of one, without a TPM. */
record PaperDevice(int number) {
  /** TPM2B_PUBLIC of an EK by the TCG's template, up to its modulus. */
  private static final Bytes EK_BEFORE_MODULUS =
      Bytes.ofHex(
          "013a0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"
              + "00060080004300100800000000000100");

  private static final int MODULUS_BYTES = 256;
  private static final String SLOT = "S1";
  private static final List<String> CHANGES =
      List.of(
          "persist the SRK at 0x81000001",
          "define NV index 0x01800100 (296 bytes)",
          "write the identity record",
          "lock the identity record");

  String serial() {
    return String.format("%07d", number);
  }

  String registrationId() {
    return "press-" + serial();
  }

  Bytes ek() {
    byte[] modulus = new byte[MODULUS_BYTES];
    new Random(number).nextBytes(modulus);
    modulus[0] |= (byte) 0x80;
    modulus[MODULUS_BYTES - 1] |= 1;
    return Bytes.of(
        ByteBuffer.allocate(EK_BEFORE_MODULUS.size() + MODULUS_BYTES)
            .put(EK_BEFORE_MODULUS.toArray())
            .put(modulus)
            .array());
  }

  Claim claim() {
    return Claim.ofTpm(serial(), registrationId(), ek().sha256());
  }

  RunIntent intent(Instant now) {
    return intent(claim(), now);
  }

  /** What a run would write down that gives this board the other one's names. */
  RunIntent intentNamed(PaperDevice other, Instant now) {
    return intent(Claim.ofTpm(other.serial(), other.registrationId(), ek().sha256()), now);
  }

  /** What a run would write down that wants this for the device. */
  static RunIntent intent(Claim claim, Instant now) {
    IdentityRecord record =
        new IdentityRecord(
            "https://global.azure-devices-provisioning.net",
            "0ne00BENCH",
            claim.registrationId(),
            Attestation.TPM,
            claim.serial(),
            "tpm2:0x81010001",
            Optional.of("bench"),
            Optional.of(now));
    return new RunIntent(
        new RunStart(SLOT, "press", "tpm2", "bench", now), claim, CHANGES, record.toBytes());
  }

  PassResult result() {
    List<StepResult> steps =
        List.of(
            new StepResult("persist the EK at 0x81010001", "already", 0),
            new StepResult("persist the SRK at 0x81000001", "done", 31),
            new StepResult("prove that EK and SRK sit in one TPM", "already", 4),
            new StepResult("define NV index 0x01800100 (296 bytes)", "done", 1),
            new StepResult("write the identity record", "done", 1),
            new StepResult("lock the identity record", "done", 1));
    return new PassResult(
        steps, new Cost(44, 38, 21), Optional.of(new Proof(Attestation.TPM, ek())));
  }
}
