package io.birthmark.station.verb;

import io.birthmark.hsm.ElementException;
import io.birthmark.station.enrollment.NoIssuer;
import io.birthmark.station.enrollment.OperatorHsm;
import java.util.regex.Pattern;

/**
 * {@code dps prove-ca NAME --code CODE}: the certificate by which the service believes that the
 * line's CA is ours, and the commands around it. Uploading and verifying a CA belong to Azure's
 * management, which this station does not call. The certificate is the lines of the answer.
 */
final class DpsProveCa {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final GroupParts parts;
  private final String service;

  /**
   * The verb.
   *
   * @param service the host of the service's own API
   */
  DpsProveCa(GroupParts parts, String service) {
    this.parts = parts;
    this.service = service;
  }

  Verb verb() {
    return DpsGroupVerbs.guarded("dps prove-ca", this::carryOut);
  }

  private Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String name = arguments.required("name");
    if (!NAME.matcher(name).matches()) {
      throw new WrongUse("a certificate's name at the service is letters, digits and . _ -");
    }
    String code = arguments.required("code");
    if (!CODE.matcher(code).matches()) {
      throw new WrongUse(
          "the code is what the service generated: 1 to 64 letters, digits and -, no spaces");
    }
    String output = arguments.required("output");
    OperatorHsm hsm = parts.hsm().orElseThrow(() -> ElementException.lasting(NoIssuer.problem()));
    OperatorHsm.Proof proof = hsm.prove(code);
    if (proof instanceof OperatorHsm.Refused refused) {
      return Answer.problem(refused.problem());
    }
    ((OperatorHsm.Proven) proof).pem().lines().forEach(caller::line);
    return Answer.done(
        Answer.object().put("name", name).put("output", output), commands(name, output));
  }

  private String commands(String name, String output) {
    String which =
        " --dps-name "
            + service.replaceFirst("[.:].*", "")
            + " --resource-group GROUP --name "
            + name;
    String etag =
        " --etag \"$(az iot dps certificate show" + which + " --query etag --output tsv)\"";
    return "The proof of possession is in "
        + output
        + ". With Azure's command line, in this order:\n"
        + "  1. az iot dps certificate create"
        + which
        + " --path CA.pem        # the CA's certificate: birthmark ca show\n"
        + "  2. az iot dps certificate generate-verification-code"
        + which
        + etag
        + "\n  3. birthmark dps prove-ca "
        + name
        + " --code CODE --output "
        + output
        + "        # done now; CODE is properties.verificationCode of step 2\n"
        + "  4. az iot dps certificate verify"
        + which
        + " --path "
        + output
        + etag;
  }
}
