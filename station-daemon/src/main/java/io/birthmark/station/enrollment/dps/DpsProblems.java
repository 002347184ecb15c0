package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.Enrollment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What goes wrong with the service, in words. Whatever keeps it away, nothing is lost. */
record DpsProblems(String service, String policy, Whose whose) {

  /** With whose rights the service is called: who has to mend what, and what waits meanwhile. */
  enum Whose {
    STATION(" The backlog is kept and goes out by itself once this is mended."),
    OPERATOR(" Then ask again.");

    private final String meanwhile;

    Whose(String meanwhile) {
      this.meanwhile = meanwhile;
    }
  }

  Problem unknownHost() {
    return station(
        "dps.unknown-host",
        "The name " + service + " is not known to the network's name service.",
        "Check the network cable and DNS, and the name under [dps] service." + whose.meanwhile);
  }

  Problem unreachable(String why) {
    return station(
        "dps.unreachable",
        "The service " + service + " cannot be reached (" + why + ").",
        "Check the network and the firewall (outgoing TCP 443)." + whose.meanwhile);
  }

  Problem untrustedCertificate(String why) {
    return station(
        "dps.untrusted-certificate",
        "The certificate that " + service + " shows is not trusted (" + why + ").",
        "Something between the station and the service may be intercepting. Check [dps] service and"
            + " the CA file, and do not switch checking off."
            + whose.meanwhile);
  }

  Problem certificateDate(Instant ours) {
    return station(
        "dps.clock",
        "By this station's clock, "
            + seconds(ours)
            + ", the certificate of "
            + service
            + " is not valid.",
        "Set the clock or let it synchronise (timedatectl). If the clock is right, the service's"
            + " certificate has run out."
            + whose.meanwhile);
  }

  Problem clock(Instant ours, Instant theirs) {
    Duration off = Duration.between(theirs, ours);
    return station(
        "dps.clock",
        "This station's clock is "
            + spoken(off.abs())
            + (off.isNegative() ? " behind" : " ahead of")
            + " the service's (here "
            + seconds(ours)
            + ", there "
            + seconds(theirs)
            + "), so "
            + service
            + " does not accept its tokens.",
        "Set the clock or let it synchronise (timedatectl)." + whose.meanwhile);
  }

  Problem unauthorized() {
    return station(
        "dps.unauthorized",
        "The service " + service + " does not accept the key of policy " + policy + ".",
        (whose == Whose.STATION
                ? "Check that the credential dps-policy-key belongs to policy "
                    + policy
                    + " of this service and was not regenerated."
                : "Copy the policy's connection string from the service once more; its key may have"
                    + " been regenerated.")
            + whose.meanwhile);
  }

  Problem forbidden(ServiceError error) {
    return station(
        "dps.forbidden",
        "The service "
            + service
            + " refuses policy "
            + policy
            + " or this station's address ("
            + error.quoted()
            + ").",
        "Give the policy EnrollmentRead and EnrollmentWrite, and check the service's IP filter."
            + whose.meanwhile);
  }

  Problem ownersPolicy() {
    return tooManyRights(
        "The station uses the policy "
            + policy
            + ", which may do everything at the service, and so may whoever steals the station.");
  }

  Problem readsRegistrations() {
    return tooManyRights(
        "Policy "
            + policy
            + " can do more than a station needs: it may read the states of registrations"
            + " (RegistrationStatusRead), perhaps more, and so may whoever steals the station.");
  }

  private static Problem tooManyRights(String sentence) {
    return station(
        "dps.too-many-rights",
        sentence,
        "Make a policy for this station with EnrollmentRead and EnrollmentWrite only (`az iot dps"
            + " policy create`, see docs/operating.md), give its name as [dps] policy and its key as"
            + " dps-policy-key, and restart the station.");
  }

  Problem notThatService(int status) {
    return station(
        "dps.not-that-service",
        service + " answers with HTTP " + status + " as if it knew no enrollments.",
        "Check the name under [dps] service, and for a proxy in between." + whose.meanwhile);
  }

  Problem throttled() {
    return station(
        "dps.throttled",
        "The service " + service + " asks for fewer calls.",
        "Nothing to do: the station goes on at the pace that the service grants, and tries more by"
            + " and by. If the backlog grows, see who else uses the service, and [dps]"
            + " operations_per_minute.");
  }

  Problem serverError(int status, ServiceError error) {
    return station(
        "dps.server-error",
        "The service " + service + " failed with HTTP " + status + " (" + error.quoted() + ").",
        "Nothing to do if it passes; otherwise see the cloud's status page." + whose.meanwhile);
  }

  Problem timeout(Duration limit) {
    return station(
        "dps.timeout",
        "The service " + service + " gave no answer within " + spoken(limit) + ".",
        "Nothing to do if it passes; the station asks what became of what it sent."
            + whose.meanwhile);
  }

  Problem connectionLost(String why) {
    return station(
        "dps.connection-lost",
        "The connection to " + service + " was lost during a call (" + why + ").",
        "Nothing to do if it passes; the station asks what became of what it sent."
            + whose.meanwhile);
  }

  Problem unintelligible(String what) {
    return station(
        "dps.unintelligible",
        "The service " + service + " gave an answer that makes no sense: " + what + ".",
        "Check for a proxy in between; the station asks what became of what it sent."
            + whose.meanwhile);
  }

  Problem requestRefused(int status, ServiceError error, String who) {
    return Problem.ofDevice(
        "dps.refused",
        "The service refused " + who + " with HTTP " + status + " (" + error.quoted() + ").",
        refusedAction());
  }

  Problem refused(Enrollment enrollment, ServiceError error) {
    return Problem.ofDevice(
        "dps.refused",
        "The service refused enrollment "
            + enrollment.registrationId()
            + " of serial "
            + enrollment.serial()
            + " ("
            + error.quoted()
            + ").",
        refusedAction());
  }

  Problem groupRefused(String name, ServiceError error) {
    return station(
        "dps.group-refused",
        "The service "
            + service
            + " refused enrollment group "
            + name
            + " ("
            + error.quoted()
            + ").",
        "Mend what the message names. A CA reference needs a CA that was uploaded there and whose"
            + " possession is proven: see `birthmark dps prove-ca`.");
  }

  Problem listRefused(ServiceError error) {
    return station(
        "dps.list-refused",
        "The service "
            + service
            + " does not go on with its list of enrollments ("
            + error.quoted()
            + ").",
        "Ask again from the beginning. If it stays so, report it with the log.");
  }

  Problem itemFailed(Enrollment enrollment, ServiceError error) {
    return station(
        "dps.item-failed",
        "The service did not get done with enrollment "
            + enrollment.registrationId()
            + " of serial "
            + enrollment.serial()
            + " ("
            + error.quoted()
            + ").",
        "Nothing to do if it passes: the station tries again.");
  }

  private static String refusedAction() {
    return "Mend what the message names (registration ID rule, EK), then run: birthmark quarantine"
        + " retry. If this device cannot be enrolled, void it.";
  }

  private static Problem station(String code, String sentence, String action) {
    return Problem.ofStation(code, sentence, action);
  }

  private static Instant seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String spoken(Duration span) {
    double seconds = span.toMillis() / 1000.0;
    if (seconds >= 2 * 86_400) {
      return Math.round(seconds / 86_400) + " days";
    }
    if (seconds >= 2 * 3_600) {
      return Math.round(seconds / 3_600) + " hours";
    }
    return seconds >= 120 ? Math.round(seconds / 60) + " minutes" : seconds + " s";
  }
}
