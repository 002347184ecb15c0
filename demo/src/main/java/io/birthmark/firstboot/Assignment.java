package io.birthmark.firstboot;

/** What registration gives a device: the hub that is its own from now on. */
public record Assignment(String registrationId, String assignedHub, String deviceId) {}
