package io.birthmark.emulator.enrollment;

import java.util.Arrays;
import java.util.Optional;

/** How a hub is chosen for a device. */
public enum AllocationPolicy {
  HASHED("hashed"),
  GEO_LATENCY("geoLatency"),
  STATIC("static"),
  CUSTOM("custom");

  private final String word;

  AllocationPolicy(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<AllocationPolicy> of(String word) {
    return Arrays.stream(values()).filter(policy -> policy.word.equals(word)).findFirst();
  }
}
