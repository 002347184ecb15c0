package io.birthmark.station.journal;

/** An intent that waits for a person, with whose it is. */
public record QuarantinedEnrollment(
    DeviceId device, String serial, String registrationId, EnrollmentRow enrollment) {}
