package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a TPM says of itself (TPM 2.0 Part 2, section 6.13, TPM_PT). */
final class TpmFacts {
  private static final int MANUFACTURER = 0x105;
  private static final int VENDOR_STRING_1 = 0x106;
  private static final int VENDOR_STRING_4 = 0x109;
  private static final int FIRMWARE_1 = 0x10B;
  private static final int FIRMWARE_2 = 0x10C;
  private static final int NV_INDEX_MAX = 0x117;
  private static final int NV_BUFFER_MAX = 0x12C;
  static final int PERMANENT = 0x200;
  static final int STARTUP_CLEAR = 0x201;
  private static final int LOCKOUT_COUNTER = 0x20E;

  private static final int OWNER_AUTH_SET = 1;
  private static final int ENDORSEMENT_AUTH_SET = 1 << 1;
  private static final int IN_LOCKOUT = 1 << 9;

  private static final int SH_ENABLE = 1 << 1;
  private static final int EH_ENABLE = 1 << 2;
  private static final int ORDERLY = 1 << 31;

  /** The least a TPM may have (PC Client Platform TPM Profile): safe when it does not say. */
  static final int SMALLEST_NV_BUFFER = 512;

  /** What fits into a command beside its header and authorization. */
  private static final int LARGEST_NV_BUFFER = 2048;

  /** TPMS_NV_PUBLIC tells the size in 16 bits (TPM 2.0 Part 2, section 13.5). */
  private static final int LARGEST_NV_INDEX = 0xffff;

  private final Map<Integer, Integer> properties;

  TpmFacts(Map<Integer, Integer> properties) {
    this.properties = Map.copyOf(properties);
  }

  private int get(int property) {
    return properties.getOrDefault(property, 0);
  }

  /** How much NV_Read and NV_Write take at once. */
  int nvBufferMax() {
    int max = get(NV_BUFFER_MAX);
    return max > 0 ? Math.min(max, LARGEST_NV_BUFFER) : SMALLEST_NV_BUFFER;
  }

  /** How many bytes one NV index holds at most. */
  int nvIndexMax() {
    int max = get(NV_INDEX_MAX);
    return max >= SMALLEST_NV_BUFFER ? Math.min(max, LARGEST_NV_INDEX) : SMALLEST_NV_BUFFER;
  }

  /**
   * In failure mode a TPM gives its maker's name and firmware and no more (TPM 2.0 Part 1, section
   * 12.4). Asked for the rest, libtpms answers with one property of a meaningless value, so it is
   * the second one that tells.
   */
  boolean inFailureMode() {
    return !properties.containsKey(STARTUP_CLEAR);
  }

  boolean inLockout() {
    return (get(PERMANENT) & IN_LOCKOUT) != 0;
  }

  long lockoutCounter() {
    return get(LOCKOUT_COUNTER) & 0xffffffffL;
  }

  /** Whether the TPM was shut down in order before its last start. */
  boolean lastShutdownWasOrderly() {
    return (get(STARTUP_CLEAR) & ORDERLY) != 0;
  }

  /** Why this TPM must not be provisioned as it is, if so. */
  Optional<Problem> unfit() {
    if (inFailureMode()) {
      return Optional.of(TpmProblems.failureMode());
    }
    if (inLockout()) {
      return Optional.of(TpmProblems.lockout());
    }
    if ((get(PERMANENT) & OWNER_AUTH_SET) != 0) {
      return Optional.of(TpmProblems.passwordSet("owner"));
    }
    if ((get(PERMANENT) & ENDORSEMENT_AUTH_SET) != 0) {
      return Optional.of(TpmProblems.passwordSet("endorsement"));
    }
    if ((get(STARTUP_CLEAR) & SH_ENABLE) == 0) {
      return Optional.of(TpmProblems.hierarchyOff("owner"));
    }
    if ((get(STARTUP_CLEAR) & EH_ENABLE) == 0) {
      return Optional.of(TpmProblems.hierarchyOff("endorsement"));
    }
    return Optional.empty();
  }

  Map<String, String> forPeople() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("manufacturer", text(MANUFACTURER, MANUFACTURER));
    facts.put("model", text(VENDOR_STRING_1, VENDOR_STRING_4));
    facts.put("firmware", firmware());
    if (inFailureMode()) {
      return facts;
    }
    facts.put("lockout", inLockout() ? "yes" : "no");
    facts.put("lockoutCounter", Long.toString(lockoutCounter()));
    facts.put("ownerPassword", (get(PERMANENT) & OWNER_AUTH_SET) != 0 ? "set" : "empty");
    facts.put("lastShutdown", lastShutdownWasOrderly() ? "orderly" : "not orderly");
    return facts;
  }

  private String firmware() {
    int one = get(FIRMWARE_1);
    int two = get(FIRMWARE_2);
    return String.format("%d.%d.%d.%d", one >>> 16, one & 0xffff, two >>> 16, two & 0xffff);
  }

  /** Four characters a property; makers pad with zeros or blanks. */
  private String text(int first, int last) {
    ByteBuffer buffer = ByteBuffer.allocate((last - first + 1) * 4);
    for (int property = first; property <= last; property++) {
      buffer.putInt(get(property));
    }
    return new String(buffer.array(), StandardCharsets.US_ASCII)
        .replaceAll("[^\\x20-\\x7e]", "")
        .strip();
  }
}
