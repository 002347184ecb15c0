package io.birthmark.station.verb;

import io.birthmark.hsm.ElementException;
import io.birthmark.station.database.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All verbs of a station by their names. */
public final class Verbs {
  private volatile Map<String, Verb> verbs;

  public Verbs(List<Verb> verbs) {
    Map<String, Verb> byName = new LinkedHashMap<>();
    verbs.forEach(verb -> byName.put(verb.name(), verb));
    this.verbs = byName;
  }

  /** From now on these are carried out; what is going on is not touched. */
  public void change(Verbs others) {
    verbs = others.verbs;
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
