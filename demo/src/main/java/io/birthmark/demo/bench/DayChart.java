package io.birthmark.demo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A day as a picture: panels beneath each other, from left to right the work that was done. */
record DayChart(DayPlan plan, DaySamples samples) {
  private static final int WIDTH = 960;
  private static final int LEFT = 64;
  private static final int RIGHT = 190;
  private static final int TOP = 74;
  private static final int GAP = 46;
  private static final int BOTTOM = 56;
  private static final int INSIDE = WIDTH - LEFT - RIGHT;
  private static final int ROOM_FOR_A_NAME = 15;

  private record Line(String name, String colour, Function<DaySample, OptionalDouble> value) {}

  private record Panel(String title, int height, List<Line> lines) {}

  /** Where the end of a line is named. */
  private record Name(String text, String colour, double y) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel(
              "memory, MB",
              210,
              List.of(
                  new Line("resident", "#1f4e8c", always(DaySample::residentMegabytes)),
                  new Line("without files", "#b3541e", always(DaySample::ownMegabytes)),
                  new Line("heap after collection", "#2f7d4f", DaySample::heapMegabytes))),
          new Panel(
              "threads, open files",
              110,
              List.of(
                  new Line("open files", "#1f4e8c", always(sample -> sample.files())),
                  new Line("threads", "#b3541e", always(sample -> sample.threads())))),
          new Panel(
              "waiting to be enrolled",
              90,
              List.of(new Line("waiting", "#1f4e8c", always(sample -> sample.waiting())))),
          new Panel(
              "journal, MB",
              90,
              List.of(new Line("journal", "#1f4e8c", always(DaySample::journalMegabytes)))));

  private static Function<DaySample, OptionalDouble> always(ToDoubleFunction<DaySample> number) {
    return sample -> OptionalDouble.of(number.applyAsDouble(sample));
  }

  /** The whole picture. */
  String svg() {
    int height = TOP + PANELS.stream().mapToInt(panel -> panel.height() + GAP).sum() + BOTTOM - GAP;
    List<String> svg = new ArrayList<>();
    svg.add(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " font-family=\"DejaVu Sans, sans-serif\" font-size=\"12\" fill=\"#222\">",
            WIDTH, height, WIDTH, height));
    svg.add("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    svg.add(
        text(
            LEFT,
            26,
            "font-size=\"17\" font-weight=\"bold\"",
            format("The station over a day's work, %,d new devices", plan.allDevices())));
    svg.add(
        text(
            LEFT,
            45,
            "fill=\"#555\"",
            format(
                "a real daemon, sampled after each %d devices; the work of 24 hours is done without"
                    + " the time between",
                plan.devices())));
    int top = TOP;
    for (Panel panel : PANELS) {
      draw(panel, top, svg);
      top += panel.height() + GAP;
    }
    events(svg);
    hours(top - GAP, svg);
    svg.add("</svg>");
    return String.join("\n", svg) + "\n";
  }

  private void draw(Panel panel, int top, List<String> svg) {
    for (int hour : DayPlan.AWAY.stream().sorted().toList()) {
      svg.add(
          format(
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#eee4d4\"/>",
              x(hour), top, INSIDE / (double) DayPlan.HOURS, panel.height()));
    }
    for (int hour : DayPlan.RELOADS.stream().sorted().toList()) {
      svg.add(line(x(hour), top, x(hour), top + panel.height(), "#999\" stroke-dasharray=\"3 3"));
    }
    double step = step(panel);
    double most = Math.max(step, Math.ceil(most(panel) / step) * step);
    for (int tick = 0; tick * step <= most * 1.0001; tick++) {
      double y = y(tick * step, most, panel, top);
      svg.add(line(LEFT, y, LEFT + INSIDE, y, tick == 0 ? "#444" : "#ddd"));
      svg.add(text(LEFT - 8, y + 4, "text-anchor=\"end\"", shown(tick * step)));
    }
    svg.add(text(LEFT, top - 8, "font-weight=\"bold\"", panel.title()));
    List<Name> names = new ArrayList<>();
    for (Line line : panel.lines()) {
      names.addAll(curve(line, most, panel, top, svg));
    }
    names.sort((one, other) -> Double.compare(one.y(), other.y()));
    double free = 0;
    for (Name name : names) {
      double y = Math.max(name.y() + 4, free);
      svg.add(text(LEFT + INSIDE + 8, y, "fill=\"" + name.colour() + "\"", name.text()));
      free = y + ROOM_FOR_A_NAME;
    }
  }

  /** Draws a line; gives the name for its end, or none if nothing was sampled. */
  private List<Name> curve(Line line, double most, Panel panel, int top, List<String> svg) {
    StringBuilder points = new StringBuilder();
    double last = 0;
    for (DaySample sample : samples.all()) {
      OptionalDouble value = line.value().apply(sample);
      if (value.isPresent()) {
        last = value.getAsDouble();
        points.append(format("%.1f,%.1f ", x(sample.hour()), y(last, most, panel, top)));
      }
    }
    if (points.isEmpty()) {
      return List.of();
    }
    svg.add(
        format(
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-linejoin=\"round\""
                + " points=\"%s\"/>",
            line.colour(), points.toString().strip()));
    String text = panel.lines().size() == 1 ? shown(last) : line.name() + ", " + shown(last);
    return List.of(new Name(text, line.colour(), y(last, most, panel, top)));
  }

  /** What happened, above the first panel. */
  private static void events(List<String> svg) {
    DayPlan.AWAY.forEach(hour -> svg.add(event(hour + 0.5, "service away")));
    DayPlan.RELOADS.forEach(hour -> svg.add(event(hour, "reload")));
  }

  private static String event(double hour, String what) {
    return text(x(hour), TOP - 8, "text-anchor=\"middle\" font-size=\"11\" fill=\"#777\"", what);
  }

  private static void hours(int bottom, List<String> svg) {
    for (int hour = 0; hour <= DayPlan.HOURS; hour += 2) {
      svg.add(line(x(hour), bottom, x(hour), bottom + 4, "#444"));
      svg.add(text(x(hour), bottom + 18, "text-anchor=\"middle\"", Integer.toString(hour)));
    }
    svg.add(
        text(
            LEFT + INSIDE / 2.0,
            bottom + 38,
            "text-anchor=\"middle\"",
            "hours of work on the line"));
  }

  private double most(Panel panel) {
    return samples.all().stream()
        .flatMap(sample -> panel.lines().stream().map(line -> line.value().apply(sample)))
        .mapToDouble(value -> value.orElse(0))
        .max()
        .orElse(1);
  }

  /** A round step, so that there are two to five of them. */
  private double step(Panel panel) {
    double rough = most(panel) / (panel.height() > 150 ? 5 : 3);
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 0.01))));
    double digits = rough / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
  }

  private static double x(double hour) {
    return LEFT + INSIDE * hour / DayPlan.HOURS;
  }

  private static double y(double value, double most, Panel panel, int top) {
    return top + panel.height() * (1 - value / most);
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? format("%.0f", value) : format("%.1f", value);
  }

  private static String line(double fromX, double fromY, double toX, double toY, String stroke) {
    return format(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
        fromX, fromY, toX, toY, stroke);
  }

  private static String text(double x, double y, String how, String what) {
    return format("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>", x, y, how, what);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
