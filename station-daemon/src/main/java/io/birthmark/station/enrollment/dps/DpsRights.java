package io.birthmark.station.enrollment.dps;

import io.birthmark.station.enrollment.RightsAnswer;

/**
 * What a policy may do beyond EnrollmentRead and EnrollmentWrite, as far as a question tells.
 *
 * <p>A policy cannot be asked for its rights: whoever lists them needs the cloud's management,
 * which no station has. But a right shows where a call needs it. To read a registration's state
 * needs RegistrationStatusRead and changes nothing, so it is tried, for a device that nobody has.
 * The calls that need RegistrationStatusWrite delete something, and none of this interface needs
 * ServiceConfig, so these two stay unasked. The policy that has them all is known by its name: the
 * service makes it with every instance.
 */
final class DpsRights {
  private static final String OWNER = "provisioningserviceowner";

  /** Nobody's: base32 has no digit 0, so no EK gives this registration ID. */
  private static final String NOBODY = "birthmark-doctor-0";

  private final String policy;
  private final DpsCalls calls;
  private final Answers answers;
  private final DpsProblems problems;

  DpsRights(String policy, DpsCalls calls, Answers answers, DpsProblems problems) {
    this.policy = policy;
    this.calls = calls;
    this.answers = answers;
    this.problems = problems;
  }

  RightsAnswer ask() {
    if (policy.equalsIgnoreCase(OWNER)) {
      return new RightsAnswer.TooMany(problems.ownersPolicy());
    }
    DpsCalls.Call call = calls.get("/registrations/" + NOBODY, "rights");
    return call instanceof DpsCalls.Silent silent
        ? silent.asked()
        : judge(((DpsCalls.Answered) call).answer());
  }

  private RightsAnswer judge(HttpAnswer answer) {
    // Whether a missing right is 401, as with a wrong key, or 403 is not documented.
    if (answer.status() == 401 || answer.status() == 403) {
      return new RightsAnswer.NoMoreSeen(
          "Policy "
              + policy
              + " is not the owner's, and may not read registrations: as far as can be asked"
              + " without changing anything, it can do no more than a station needs.");
    }
    return answer.status() == 200 || answers.isMissing(answer)
        ? new RightsAnswer.TooMany(problems.readsRegistrations())
        : answers.noAnswer(answer);
  }
}
