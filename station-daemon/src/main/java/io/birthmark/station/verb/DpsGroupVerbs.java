package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.GroupAdministration;
import io.birthmark.station.enrollment.GroupAdministration.Description;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.OperatorDoor;
import io.birthmark.station.journal.GroupRow;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code dps group show|delete NAME}: the operator's view of an enrollment group, with the
 * operator's own connection string; {@code create} is {@link DpsGroupCreation}.
 */
final class DpsGroupVerbs {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,126}[A-Za-z0-9])?");

  private final GroupParts parts;
  private final Runnable recheck;
  private final Clock clock;

  /**
   * The verbs.
   *
   * @param recheck has the station ask the service for its groups again
   */
  DpsGroupVerbs(GroupParts parts, Runnable recheck, Clock clock) {
    this.parts = parts;
    this.recheck = recheck;
    this.clock = clock;
  }

  List<Verb> all() {
    return List.of(
        guarded("dps group create", new DpsGroupCreation(parts, recheck, clock)::carryOut),
        guarded("dps group show", this::show),
        guarded("dps group delete", this::delete));
  }

  /** An HSM that is gone is an answer. */
  static Verb guarded(String name, SimpleVerb.Work work) {
    return new SimpleVerb(
        name,
        (arguments, caller) -> {
          try {
            return work.carryOut(arguments, caller);
          } catch (ElementException e) {
            return Answer.problem(e.problem());
          }
        });
  }

  static String name(Arguments arguments) throws WrongUse {
    String name = arguments.required("name");
    if (!NAME.matcher(name).matches()) {
      throw new WrongUse(
          "a group's name is 1 to 128 letters, digits and - . _ : with a letter or digit at both"
              + " ends");
    }
    return name;
  }

  static GroupAdministration service(GroupParts parts, Arguments arguments) throws WrongUse {
    OperatorDoor.Entry entry = parts.door().open(arguments.required("connection"));
    if (entry instanceof OperatorDoor.Shut shut) {
      throw new WrongUse(shut.why());
    }
    return ((OperatorDoor.Open) entry).groups();
  }

  /** A call that came to nothing; when it may have come to something, that is said. */
  static Answer noAnswer(String name, NoAnswer silence) {
    return Answer.problem(
        silence instanceof NoAnswer.OutcomeUnknown
            ? Problem.ofStation(
                "group.outcome-unknown",
                "The service was told about group "
                    + name
                    + ", and its answer did not arrive: "
                    + silence.problem().sentence(),
                "Look with `birthmark dps group show " + name + "`, then ask again if need be.")
            : silence.problem());
  }

  static Problem notThere(String name) {
    return Problem.ofStation(
        "group.not-there",
        "The service has no enrollment group " + name + ".",
        "Check the name; `birthmark dps group create` makes one.");
  }

  private Answer show(Arguments arguments, Caller caller) throws WrongUse {
    String name = name(arguments);
    GroupAdministration.Look look = service(parts, arguments).look(name);
    if (look instanceof NoAnswer silence) {
      return noAnswer(name, silence);
    }
    if (look instanceof GroupAdministration.Refused refused) {
      return Answer.problem(refused.problem());
    }
    return look instanceof Description group ? shown(group) : Answer.noSuchThing(notThere(name));
  }

  private Answer shown(Description group) {
    long members = parts.groups().members(group.name());
    Optional<GroupRow> known = parts.groups().find(group.name());
    ObjectNode json = Answer.object();
    json.put("name", group.name());
    json.put("provisioningStatus", group.status());
    json.put("attestation", group.attestation());
    ArrayNode trusts = json.putArray("trusts");
    group.trusts().forEach(trusts::add);
    group.created().ifPresent(at -> json.put("created", at.toString()));
    group.updated().ifPresent(at -> json.put("lastUpdated", at.toString()));
    json.put("devicesMadeHere", members);
    known.flatMap(GroupRow::coversSince).ifPresent(at -> json.put("verifiedAt", at.toString()));
    known
        .flatMap(GroupRow::problem)
        .ifPresent(problem -> json.set("problem", Answer.json(problem)));
    StringBuilder text = new StringBuilder();
    text.append("group ").append(group.name()).append(", ").append(group.status());
    text.append(", by ").append(group.attestation());
    group.trusts().forEach(trusted -> text.append("\n  trusts ").append(trusted));
    text.append("\n  ").append(members).append(" devices made here");
    known
        .flatMap(GroupRow::coversSince)
        .ifPresent(at -> text.append("; verified by this station at ").append(at));
    known
        .flatMap(GroupRow::problem)
        .ifPresent(problem -> text.append('\n').append(Answer.shown(problem)));
    return Answer.done(json, text.toString());
  }

  private Answer delete(Arguments arguments, Caller caller) throws WrongUse {
    String name = name(arguments);
    long members = parts.groups().members(name);
    if (!arguments.flag("yes")) {
      return Answer.noSuchThing(
          Problem.ofStation(
              "group.unconfirmed",
              "Group "
                  + name
                  + " lets in "
                  + members
                  + " devices that were made here, and those of other stations. Without it none of"
                  + " them can register.",
              "Nothing was done. To delete it all the same, add --yes."));
    }
    GroupAdministration.Change change = service(parts, arguments).delete(name);
    if (change instanceof NoAnswer silence) {
      return noAnswer(name, silence);
    }
    if (change instanceof GroupAdministration.Refused refused) {
      return Answer.problem(refused.problem());
    }
    if (!(change instanceof GroupAdministration.Done)) {
      return Answer.noSuchThing(notThere(name));
    }
    parts.groups().changed(name, "deleted", clock.instant(), caller.who());
    recheck.run();
    return Answer.done(
        Answer.object().put("name", name).put("deleted", true).put("devicesMadeHere", members),
        "group "
            + name
            + " is deleted; "
            + members
            + " devices made here are queued until there is one again");
  }
}
