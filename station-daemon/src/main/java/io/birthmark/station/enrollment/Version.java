package io.birthmark.station.enrollment;

/**
 * One state of an entry at the service, as the service names it. To change or delete an entry in
 * the version that was looked at is to be sure that nobody changed it meanwhile.
 */
public record Version(String name) {}
