package io.birthmark.emulator;

import java.util.List;

/** Request bodies. */
final class Bodies {

  private Bodies() {}

  static String tpm(String id, String endorsementKey) {
    return tpm(id, endorsementKey, "");
  }

  /** With more members, each as {@code ,"name":value}. */
  static String tpm(String id, String endorsementKey, String more) {
    return """
        {"registrationId":"%s","attestation":{"type":"tpm","tpm":{"endorsementKey":"%s"}}%s}"""
        .formatted(id, endorsementKey, more);
  }

  static String symmetricKey(String id) {
    return """
        {"registrationId":"%s","attestation":{"type":"symmetricKey"}}"""
        .formatted(id);
  }

  static String symmetricKey(String id, String primary, String secondary) {
    return symmetricKey(id, primary, secondary, "");
  }

  static String symmetricKey(String id, String primary, String secondary, String more) {
    return """
        {"registrationId":"%s","attestation":{"type":"symmetricKey",
         "symmetricKey":{"primaryKey":"%s","secondaryKey":"%s"}}%s}"""
        .formatted(id, primary, secondary, more);
  }

  static String bulk(String mode, List<String> enrollments) {
    return """
        {"mode":"%s","enrollments":[%s]}"""
        .formatted(mode, String.join(",", enrollments));
  }

  static String register(String id) {
    return """
        {"registrationId":"%s"}"""
        .formatted(id);
  }

  static String register(String id, SoftwareTpm tpm) {
    return """
        {"registrationId":"%s","tpm":{"endorsementKey":"%s","storageRootKey":"%s"}}"""
        .formatted(id, tpm.endorsementKey(), tpm.storageRootKey());
  }

  static String query(String query) {
    return """
        {"query":"%s"}"""
        .formatted(query);
  }
}
