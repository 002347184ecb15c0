package io.birthmark.station.journal;

import java.util.List;

/** One identity from its first run on; each list oldest first. */
public record DeviceHistory(
    DeviceRow device,
    List<RunRow> runs,
    List<EnrollmentRow> enrollments,
    List<IssuedCertificate> certificates,
    List<Event> events) {}
