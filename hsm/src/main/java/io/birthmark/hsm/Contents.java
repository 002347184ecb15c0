package io.birthmark.hsm;

/** What now stands in a device, read from it afresh. */
public record Contents(IdentityRecord record, Evidence evidence) {}
