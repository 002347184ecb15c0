package io.birthmark.station.verb;

import io.birthmark.hsm.ElementException;
import io.birthmark.station.database.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All verbs of a station by their names. */
public final class Verbs {
  private final Map<String, Verb> verbs = new LinkedHashMap<>();

  public Verbs(List<Verb> verbs) {
    verbs.forEach(verb -> this.verbs.put(verb.name(), verb));
  }

  /** Carries a verb out; whatever comes of it, there is an answer. */
  public Answer carryOut(String name, Arguments arguments, Caller caller) {
    Verb verb = verbs.get(name);
    if (verb == null) {
      return Answer.wrongUse(
          "there is no verb \"" + name + "\"; there are: " + String.join(", ", verbs.keySet()));
    }
    try {
      return verb.carryOut(arguments, caller);
    } catch (WrongUse e) {
      return Answer.wrongUse(name + ": " + e.getMessage());
    } catch (StorageException e) {
      return Answer.problem(e.problem());
    } catch (ElementException e) {
      return Answer.problem(e.problem());
    }
  }
}
