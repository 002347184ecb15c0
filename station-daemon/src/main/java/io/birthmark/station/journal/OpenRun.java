package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.ledger.RunId;
import java.util.List;

/** A run that was begun and has not ended; after a start, one that a crash cut off. */
public record OpenRun(
    RunId run,
    DeviceId device,
    String serial,
    RunStart start,
    List<String> irreversibleSteps,
    Bytes record) {}
