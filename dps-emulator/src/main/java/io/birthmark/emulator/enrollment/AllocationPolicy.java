package io.birthmark.emulator.enrollment;

/** How a hub is chosen for a device. */
public enum AllocationPolicy {
  HASHED("hashed"),
  STATIC("static");

  private final String word;

  AllocationPolicy(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
