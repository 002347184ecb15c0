package io.birthmark.emulator;

import com.fasterxml.jackson.databind.node.TextNode;
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

  /** An individual enrollment by certificate; the certificate as any JSON string. */
  static String x509(String id, String certificate, String more) {
    return """
        {"registrationId":"%s","attestation":{"type":"x509","x509":{"clientCertificates":
         {"primary":{"certificate":%s}}}}%s}"""
        .formatted(id, json(certificate), more);
  }

  static String x509(String id, String certificate) {
    return x509(id, certificate, "");
  }

  static String signedGroup(String id, String certificate, String more) {
    return """
        {"enrollmentGroupId":"%s","attestation":{"type":"x509","x509":{"signingCertificates":
         {"primary":{"certificate":%s}}}}%s}"""
        .formatted(id, json(certificate), more);
  }

  static String signedGroup(String id, String certificate) {
    return signedGroup(id, certificate, "");
  }

  static String referringGroup(String id, String caName) {
    return """
        {"enrollmentGroupId":"%s","attestation":{"type":"x509","x509":{"caReferences":
         {"primary":"%s"}}}}"""
        .formatted(id, caName);
  }

  static String keyGroup(String id) {
    return """
        {"enrollmentGroupId":"%s","attestation":{"type":"symmetricKey"}}"""
        .formatted(id);
  }

  static String keyGroup(String id, String primary, String secondary, String more) {
    return """
        {"enrollmentGroupId":"%s","attestation":{"type":"symmetricKey",
         "symmetricKey":{"primaryKey":"%s","secondaryKey":"%s"}}%s}"""
        .formatted(id, primary, secondary, more);
  }

  static String groupBulk(String mode, List<String> groups) {
    return """
        {"mode":"%s","enrollmentGroups":[%s]}"""
        .formatted(mode, String.join(",", groups));
  }

  static String json(String text) {
    return TextNode.valueOf(text).toString();
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
