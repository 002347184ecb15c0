package io.birthmark.demo.crash;

/**
 * What the station told somebody before it was killed.
 *
 * @param verb what was asked for: provision, or void
 * @param serial of the device
 * @param registrationId as it was told; empty for a void
 */
record Said(String slot, String verb, String serial, String registrationId) {
  static final String PASS = "provision";
  static final String VOID = "void";

  boolean is(String wanted) {
    return verb.equals(wanted);
  }
}
