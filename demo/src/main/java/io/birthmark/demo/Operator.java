package io.birthmark.demo;

import io.birthmark.station.verb.Caller;

/** Who asks the demo's station; what it says on the way is shown, indented, or not at all. */
record Operator(Progress shown, String indent) implements Caller {

  @Override
  public String who() {
    return "demo";
  }

  @Override
  public void progress(String note) {
    if (!indent.isEmpty()) {
      shown.begin(indent + note);
    }
  }

  @Override
  public void line(String line) {
    shown.begin(indent + line);
  }
}
