package io.birthmark.demo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What was sampled over a day, in order; the first one before the first device. */
final class DaySamples {
  private final List<DaySample> samples = new ArrayList<>();

  void add(DaySample sample) {
    samples.add(sample);
  }

  List<DaySample> all() {
    return List.copyOf(samples);
  }

  DaySample atRest() {
    return samples.get(0);
  }

  /** The samples that were taken while an hour's work was done; hours count from 1. */
  List<DaySample> of(int hour) {
    return samples.stream()
        .filter(sample -> sample.hour() > hour - 1 && sample.hour() <= hour)
        .toList();
  }

  double median(int hour, ToDoubleFunction<DaySample> what) {
    Samples values = new Samples();
    of(hour).forEach(sample -> values.add(what.applyAsDouble(sample)));
    return values.median();
  }

  /** A row for rest and one for each of these hours. */
  List<String> table(int... hours) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "  hour  resident MB  of it own  heap MB  threads  open files  journal MB  most waiting");
    rows.add(row("rest", List.of(atRest())));
    for (int hour : hours) {
      rows.add(row(Integer.toString(hour), of(hour)));
    }
    return rows;
  }

  private static String row(String name, List<DaySample> samples) {
    DaySamples hour = new DaySamples();
    samples.forEach(hour::add);
    // What a collection leaves holds more or less that is dead by then: the least is nearest to
    // what lives.
    OptionalDouble heap =
        samples.stream().flatMapToDouble(sample -> sample.heapMegabytes().stream()).min();
    return String.format(
        Locale.ROOT,
        "  %-4s %12.1f %10.1f %8s %8.0f %11.0f %11.1f %13d",
        name,
        hour.middle(DaySample::residentMegabytes),
        hour.middle(DaySample::ownMegabytes),
        heap.isPresent() ? String.format(Locale.ROOT, "%.1f", heap.getAsDouble()) : "-",
        hour.middle(DaySample::threads),
        hour.middle(DaySample::files),
        samples.get(samples.size() - 1).journalMegabytes(),
        samples.stream().mapToLong(DaySample::waiting).max().orElse(0));
  }

  private double middle(ToDoubleFunction<DaySample> what) {
    Samples values = new Samples();
    samples.forEach(sample -> values.add(what.applyAsDouble(sample)));
    return values.median();
  }
}
