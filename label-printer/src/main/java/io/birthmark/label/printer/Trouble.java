package io.birthmark.label.printer;

/**
 * Why a printer does not print.
 *
 * @param code stable and searchable
 * @param sentence what happened
 * @param action what the person in front of it does next
 */
public record Trouble(String code, String sentence, String action) {

  /** Whether nothing stands in its way, and the printer just cannot tell. */
  public boolean isLost() {
    return code.equals("printer.lost");
  }

  static Trouble paper(String where) {
    return new Trouble(
        "printer.paper-out",
        "The printer " + where + " is out of paper.",
        "Put labels in and close it; a label that it already has is printed once. Then start again.");
  }

  static Trouble headOpen(String where) {
    return new Trouble(
        "printer.head-open",
        "The printer " + where + " is open.",
        "Close its head; a label that it already has is printed once. Then start again.");
  }

  static Trouble ribbon(String where) {
    return new Trouble(
        "printer.ribbon-out",
        "The printer " + where + " is out of ribbon.",
        "Put a ribbon in; a label that it already has is printed once. Then start again.");
  }

  static Trouble paused(String where) {
    return paused(where, "");
  }

  /** The same with what the printer says of it, where it says something. */
  static Trouble paused(String where, String why) {
    return new Trouble(
        "printer.paused",
        "The printer " + where + " is paused" + (why.isBlank() ? "." : " (" + why + ")."),
        "Press PAUSE on the printer, or resume its queue. Then start again.");
  }

  static Trouble unreachable(String where, String why) {
    return new Trouble(
        "printer.unreachable",
        "The printer " + where + " does not answer (" + why + ").",
        "Switch it on and look at its cable and at [printer] address, then print again.");
  }

  static Trouble folder(String where, String why) {
    return new Trouble(
        "printer.unreachable",
        "The folder " + where + " for labels cannot be written to (" + why + ").",
        "See to its disk and its rights, or correct [printer] address, then print again.");
  }

  static Trouble nonsense(String where, String what) {
    return new Trouble(
        "printer.nonsense",
        "The printer " + where + " answers what nobody can understand: " + what + ".",
        "Look whether [printer] address leads to the printer and whether it speaks ZPL; then look"
            + " for the label before anything is printed again.");
  }

  static Trouble lost(String where, String why) {
    return new Trouble(
        "printer.lost",
        "The printer " + where + " has the label, and never said that it is printed (" + why + ").",
        "Look at the printer: is the label there? Then say so: birthmark label confirm SN --printed"
            + " or --not-printed.");
  }

  static Trouble pending(String where) {
    return new Trouble(
        "printer.pending",
        "The printer " + where + " still has labels that it prints as soon as it can.",
        "See to the printer until it has printed them, or cancel them there; then look again.");
  }

  static Trouble refused(String where, String why) {
    return new Trouble(
        "printer.refused",
        "The printer " + where + " did not take the label: " + why + ".",
        "Correct [printer] or the queue, then print again.");
  }
}
