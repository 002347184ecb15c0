package io.birthmark.hsm;

import java.util.List;

/** How to get from what the device is to what is wanted of it. */
public sealed interface Plan {

  /** The steps in their order; steps whose check holds are passed over. */
  record Ready(List<Step> steps) implements Plan {
    public Ready {
      steps = List.copyOf(steps);
    }

    /** The names of the steps that will change the device, for the journal's intent. */
    public List<String> changes() {
      return steps.stream()
          .filter(step -> step.changesDevice() && !step.check().alreadySo())
          .map(Step::name)
          .toList();
    }
  }

  /** The device cannot become what is wanted; nothing was written. */
  record Refused(Problem problem) implements Plan {}
}
