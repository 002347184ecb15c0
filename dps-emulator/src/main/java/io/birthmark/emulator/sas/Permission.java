package io.birthmark.emulator.sas;

/** What a shared access policy may allow, in the service's own words. */
public enum Permission {
  SERVICE_CONFIG("ServiceConfig"),
  ENROLLMENT_READ("EnrollmentRead"),
  ENROLLMENT_WRITE("EnrollmentWrite"),
  REGISTRATION_STATUS_READ("RegistrationStatusRead"),
  REGISTRATION_STATUS_WRITE("RegistrationStatusWrite");

  private final String label;

  Permission(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
