package io.birthmark.station.reconcile;

import io.birthmark.station.journal.DeviceId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was found, in numbers; of each kind the first few, and a bit for each device to be mended.
 */
final class Tally {
  static final int SHOWN = 10;

  private final Map<Kind, OfKind> kinds = new EnumMap<>(Kind.class);

  private static final class OfKind {
    private final List<Finding> first = new ArrayList<>();
    private final BitSet devices = new BitSet();
    private long count;
  }

  void add(Finding finding) {
    OfKind kind = of(finding.kind());
    kind.count++;
    if (kind.first.size() < SHOWN) {
      kind.first.add(finding);
    }
    finding
        .device()
        .filter(device -> finding.kind().mendable())
        .ifPresent(device -> kind.devices.set(Math.toIntExact(device.id().number())));
  }

  Report.Found found(Kind kind) {
    return new Report.Found(of(kind).count, of(kind).first);
  }

  /** The next device of that kind, from {@code from} on; negative when there is none. */
  long next(Kind kind, long from) {
    return of(kind).devices.nextSetBit(Math.toIntExact(from));
  }

  long count(Kind kind) {
    return of(kind).count;
  }

  static DeviceId device(long bit) {
    return new DeviceId(bit);
  }

  private OfKind of(Kind kind) {
    return kinds.computeIfAbsent(kind, unused -> new OfKind());
  }
}
