package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.CertificateAuthority;
import io.birthmark.hsm.issuer.CertificateAuthority.Imported;
import io.birthmark.hsm.issuer.CertificateAuthority.Request;
import io.birthmark.hsm.issuer.CertificateFacts;
import io.birthmark.hsm.issuer.IssuerState;
import io.birthmark.station.enrollment.NoIssuer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code ca init | csr | import | show}: the line's CA, whose key is in the station's HSM. */
final class CaVerbs {
  private static final long MOST_DAYS = 3650;
  private static final long USUAL_DAYS = 730;

  private CaVerbs() {}

  /**
   * Makes the key and its request; with {@code selfSigned} the CA vouches for itself instead, also
   * with a key that was made before.
   */
  static Verb init(Optional<CertificateAuthority> authority) {
    return verb(
        "ca init",
        authority,
        (ca, arguments, caller) -> {
          KeyKind kind = kind(arguments);
          if (arguments.text("selfSigned").isEmpty()) {
            caller.progress("making the key");
            return answer(ca.init(kind), request -> requested(request, caller));
          }
          int days = arguments.number("days", 1, MOST_DAYS).orElse(USUAL_DAYS).intValue();
          if (!hasKey(ca)) {
            caller.progress("making the key");
            if (ca.init(kind) instanceof io.birthmark.hsm.issuer.Answer.Refused<Request> refused) {
              return Answer.problem(refused.problem());
            }
          }
          return answer(ca.selfSign(days), CaVerbs::selfSigned);
        });
  }

  static Verb csr(Optional<CertificateAuthority> authority) {
    return verb(
        "ca csr",
        authority,
        (ca, arguments, caller) -> answer(ca.csr(), request -> requested(request, caller)));
  }

  /** Takes the plant root's answer; {@code certificates} is the file's content in base64. */
  static Verb importAnswer(Optional<CertificateAuthority> authority) {
    return verb(
        "ca import",
        authority,
        (ca, arguments, caller) ->
            answer(ca.importChain(file(arguments.required("certificates"))), CaVerbs::imported));
  }

  static Verb show(Optional<CertificateAuthority> authority) {
    return verb("ca show", authority, (ca, arguments, caller) -> shown(ca.state()));
  }

  private interface Work {
    Answer carryOut(CertificateAuthority ca, Arguments arguments, Caller caller) throws WrongUse;
  }

  private static Verb verb(String name, Optional<CertificateAuthority> authority, Work work) {
    return new SimpleVerb(
        name,
        (arguments, caller) ->
            authority.isPresent()
                ? work.carryOut(authority.get(), arguments, caller)
                : Answer.noSuchThing(NoIssuer.problem()));
  }

  private static KeyKind kind(Arguments arguments) throws WrongUse {
    String word = arguments.text("key").orElse(KeyKind.P256.word());
    return Arrays.stream(KeyKind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new WrongUse(
                    "\"key\" is one of "
                        + Arrays.stream(KeyKind.values())
                            .map(KeyKind::word)
                            .collect(Collectors.joining(", "))
                        + ", not "
                        + word));
  }

  private static Bytes file(String base64) throws WrongUse {
    try {
      return Bytes.ofBase64(base64);
    } catch (IllegalArgumentException e) {
      throw new WrongUse("\"certificates\" is not base64");
    }
  }

  /** An HSM that is away is no key that is missing: the key is then asked for, and says so. */
  private static boolean hasKey(CertificateAuthority ca) {
    return ca.state() instanceof IssuerState.Present present && present.key().isPresent();
  }

  /** What was made of a value, for programs and for people. */
  private record Told(ObjectNode document, String text) {}

  private static <T> Answer answer(
      io.birthmark.hsm.issuer.Answer<T> answer, Function<T, Told> tell) {
    if (answer instanceof io.birthmark.hsm.issuer.Answer.Refused<T> refused) {
      return Answer.problem(refused.problem());
    }
    io.birthmark.hsm.issuer.Answer.Done<T> done = (io.birthmark.hsm.issuer.Answer.Done<T>) answer;
    Told told = tell.apply(done.value());
    putAll(told.document(), "warnings", done.warnings());
    return Answer.done(told.document(), told.text() + warnings(done.warnings()));
  }

  /** The request itself goes line by line, so that it can be led into a file. */
  private static Told requested(Request request, Caller caller) {
    request.pem().lines().forEach(caller::line);
    ObjectNode document =
        Answer.object()
            .put("subject", request.subject())
            .put("key", request.key())
            .put("csr", request.pem());
    return new Told(
        document,
        "Have the plant root sign this request for "
            + request.subject()
            + " ("
            + request.key()
            + "),\nthen give the station the answer: birthmark ca import FILE");
  }

  private static Told selfSigned(CertificateFacts made) {
    return new Told(json(made), "The CA vouches for itself.\n" + text(made));
  }

  private static Told imported(Imported imported) {
    ObjectNode document = Answer.object();
    document.set("issuing", json(imported.issuing()));
    ArrayNode between = document.putArray("between");
    imported.between().forEach(one -> between.add(json(one)));
    document.set("root", json(imported.root()));
    return new Told(
        document,
        "The CA is ready to issue.\n"
            + text(imported.issuing())
            + imported.between().stream().map(one -> "\n" + text(one)).collect(Collectors.joining())
            + "\nIts root, which stays off the line; compare the fingerprint with the plant's:\n"
            + text(imported.root()));
  }

  private static Answer shown(IssuerState state) {
    if (state instanceof IssuerState.Away away) {
      return Answer.problem(away.problem());
    }
    IssuerState.Present present = (IssuerState.Present) state;
    ObjectNode document = Answer.object();
    StringBuilder text = new StringBuilder("HSM " + present.token());
    document
        .putObject("token")
        .put("label", present.token().label())
        .put("manufacturer", present.token().manufacturer())
        .put("model", present.token().model())
        .put("serialNumber", present.token().serial());
    present
        .key()
        .ifPresent(
            key -> {
              document.putObject("key").put("label", key.label()).put("kind", key.kind());
              text.append("\nkey ").append(key.label()).append(", ").append(key.kind());
            });
    ArrayNode chain = document.putArray("certificates");
    present
        .ca()
        .ifPresent(
            ca -> {
              document.put("pem", ca.chain().pem()).put("selfSigned", ca.selfSigned());
              ca.facts()
                  .forEach(
                      one -> {
                        chain.add(json(one));
                        text.append('\n').append(text(one));
                      });
            });
    putAll(document, "problems", present.problems());
    putAll(document, "warnings", present.warnings());
    present.problems().forEach(problem -> text.append('\n').append(Answer.shown(problem)));
    text.append(warnings(present.warnings()));
    return Answer.done(document, text.toString());
  }

  private static ObjectNode json(CertificateFacts facts) {
    return Answer.object()
        .put("subject", facts.subject())
        .put("issuer", facts.issuer())
        .put("serialNumber", facts.serial())
        .put("notBefore", facts.from().toString())
        .put("notAfter", facts.to().toString())
        .put("sha1", facts.sha1().hex())
        .put("sha256", facts.sha256().hex());
  }

  private static String text(CertificateFacts facts) {
    return facts.subject()
        + "\n  issued by "
        + facts.issuer()
        + ", serial number "
        + facts.serial()
        + "\n  valid from "
        + facts.from()
        + " to "
        + facts.to()
        + "\n  SHA-256 "
        + facts.sha256().hex()
        + "\n  SHA-1 "
        + facts.sha1().hex();
  }

  private static void putAll(ObjectNode document, String name, List<Problem> problems) {
    ArrayNode list = document.putArray(name);
    problems.forEach(problem -> list.add(Answer.json(problem)));
  }

  private static String warnings(List<Problem> warnings) {
    return warnings.stream()
        .map(warning -> "\nwarning: " + Answer.shown(warning))
        .collect(Collectors.joining());
  }
}
