package io.birthmark.demo.bench;

import java.util.ArrayList;
import java.util.List;

/** Numbers measured one after the other. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  int count() {
    return values.size();
  }

  double median() {
    return quantile(0.5);
  }

  double least() {
    return quantile(0);
  }

  double most() {
    return quantile(1);
  }

  /** The smallest value that at least this share of all does not exceed. */
  double quantile(double share) {
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int at = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, at));
  }
}
