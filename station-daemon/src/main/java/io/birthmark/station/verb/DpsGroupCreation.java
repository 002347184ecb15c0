package io.birthmark.station.verb;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupAdministration;
import io.birthmark.station.enrollment.GroupAnswer;
import io.birthmark.station.enrollment.GroupRequest;
import io.birthmark.station.enrollment.GroupWanted;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.NoIssuer;
import io.birthmark.station.enrollment.OperatorHsm;
import io.birthmark.station.enrollment.WatchedGroup;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code dps group create NAME}: makes an enrollment group at the service. A group of certificates
 * trusts the station's issuing CA, or the one that was given; the key of the other kind is made by
 * the service, fetched, put into the station's HSM, and wiped.
 */
final class DpsGroupCreation {
  private final GroupParts parts;
  private final Runnable recheck;
  private final Clock clock;

  DpsGroupCreation(GroupParts parts, Runnable recheck, Clock clock) {
    this.parts = parts;
    this.recheck = recheck;
    this.clock = clock;
  }

  Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String name = DpsGroupVerbs.name(arguments);
    boolean withKey = arguments.flag("symmetricKey");
    boolean existing = arguments.flag("existing");
    if (withKey == arguments.flag("x509")) {
      throw new WrongUse("say either --x509 or --symmetric-key");
    }
    if (existing && !withKey) {
      throw new WrongUse("--existing goes with --symmetric-key");
    }
    // Before the service is told: a group whose key has nowhere to go helps nobody.
    GroupRequest request = withKey ? keyRequest() : certificateRequest(arguments);
    GroupAdministration service = DpsGroupVerbs.service(parts, arguments);
    if (existing) {
      return takeKey(service, name, caller, "key-taken");
    }
    caller.progress("creating group " + name);
    GroupAdministration.Change change = service.create(name, request);
    if (change instanceof GroupAdministration.Done) {
      return request instanceof GroupRequest.WithKey
          ? takeKey(service, name, caller, "created")
          : done(name, caller, "created", "group " + name + " is made");
    }
    if (change instanceof GroupAdministration.Taken) {
      return taken(service, name, request);
    }
    return change instanceof NoAnswer silence
        ? DpsGroupVerbs.noAnswer(name, silence)
        : Answer.problem(
            change instanceof GroupAdministration.Refused refused
                ? refused.problem()
                : DpsGroupVerbs.notThere(name));
  }

  private GroupRequest keyRequest() {
    OperatorHsm unused = hsm();
    return new GroupRequest.WithKey();
  }

  private GroupRequest certificateRequest(Arguments arguments) throws WrongUse {
    Optional<String> reference = arguments.text("caReference");
    Optional<String> certificate = arguments.text("certificate");
    if (reference.isPresent()) {
      if (certificate.isPresent()) {
        throw new WrongUse("say either --certificate or --ca-reference");
      }
      return new GroupRequest.SignedByNamed(reference.get());
    }
    return new GroupRequest.SignedBy(
        certificate.isPresent() ? read(certificate.get()) : hsm().caChain().leaf());
  }

  private static Bytes read(String pem) throws WrongUse {
    try {
      CertificateChain chain =
          CertificateChain.read(Bytes.of(pem.getBytes(StandardCharsets.UTF_8)));
      if (chain.parsed().get(0).getBasicConstraints() < 0) {
        throw new WrongUse("the first certificate in the file is not a CA's");
      }
      return chain.leaf();
    } catch (CertificateException e) {
      throw new WrongUse("there is no certificate in PEM in the file");
    }
  }

  private OperatorHsm hsm() {
    return parts.hsm().orElseThrow(() -> ElementException.lasting(NoIssuer.problem()));
  }

  /** The key is in memory from the service's answer until the HSM has it. */
  private Answer takeKey(GroupAdministration service, String name, Caller caller, String what) {
    caller.progress("taking the key of group " + name + " into the station's HSM");
    GroupAdministration.Key key = service.key(name);
    if (key instanceof NoAnswer silence) {
      return Answer.problem(notTaken(name, silence.problem()));
    }
    if (key instanceof GroupAdministration.Refused refused) {
      return Answer.problem(notTaken(name, refused.problem()));
    }
    if (key instanceof GroupAdministration.Fetched fetched) {
      try (SecretBytes secret = fetched.key()) {
        Optional<Problem> refused = hsm().store(name, secret);
        if (refused.isPresent()) {
          return Answer.problem(refused.get());
        }
      } catch (ElementException e) {
        return Answer.problem(notTaken(name, e.problem()));
      }
      return done(
          name,
          caller,
          what,
          "group "
              + name
              + " is there, and its key is in the station's HSM; it never comes out of it");
    }
    return key instanceof GroupAdministration.Keyless
        ? Answer.problem(
            Problem.ofStation(
                "group.keyless",
                "Enrollment group " + name + " is one of certificates: it has no key.",
                "Use another name, or configure the product with attestation x509-group."))
        : Answer.noSuchThing(DpsGroupVerbs.notThere(name));
  }

  private static Problem notTaken(String name, Problem why) {
    return Problem.ofStation(
        "group.key-not-taken",
        "Group "
            + name
            + " is at the service, but its key is not in the station's HSM: "
            + why.sentence(),
        why.action()
            + " Then: birthmark dps group create "
            + name
            + " --symmetric-key --existing.");
  }

  private Answer taken(GroupAdministration service, String name, GroupRequest request) {
    GroupAnswer found = service.find(wanted(name, request));
    if (found instanceof GroupAnswer.Verified) {
      recheck.run();
      return Answer.done(
          Answer.object().put("name", name).put("changed", false),
          "group " + name + " is there already, just as it has to be; nothing was changed");
    }
    if (found instanceof NoAnswer silence) {
      return DpsGroupVerbs.noAnswer(name, silence);
    }
    String how =
        found instanceof GroupAnswer.Different different
            ? ", and it is another one: "
                + different.differences().stream()
                    .map(Difference::toString)
                    .collect(Collectors.joining("; "))
            : ", and it is disabled";
    return Answer.problem(
        Problem.ofStation(
            "group.taken",
            "The service has an enrollment group " + name + " already" + how + ".",
            "Nothing was changed. Use another name, or change or delete that one if it is yours."
                + (request instanceof GroupRequest.WithKey
                    ? " If this station is to use that group's key: --symmetric-key --existing."
                    : "")));
  }

  private GroupWanted wanted(String name, GroupRequest request) {
    if (request instanceof GroupRequest.SignedBy signedBy) {
      return new GroupWanted.OfCa(name, List.of(signedBy.certificate()), Optional.empty());
    }
    if (request instanceof GroupRequest.SignedByNamed named) {
      return new GroupWanted.OfCa(name, List.of(), Optional.of(named.caReference()));
    }
    return WatchedGroup.ofKey(name, parts.keys()).wanted().get();
  }

  private Answer done(String name, Caller caller, String what, String text) {
    parts.groups().changed(name, what, clock.instant(), caller.who());
    recheck.run();
    return Answer.done(Answer.object().put("name", name).put("changed", true), text);
  }
}
