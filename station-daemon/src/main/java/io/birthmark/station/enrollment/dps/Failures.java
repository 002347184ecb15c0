package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.NoAnswer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/** Tells a call that never left the station from one whose outcome is unknown. */
final class Failures {
  private final DpsProblems problems;
  private final Clock clock;

  Failures(DpsProblems problems, Clock clock) {
    this.problems = problems;
    this.clock = clock;
  }

  NoAnswer of(Throwable failure) {
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return away(problems.unknownHost(), true);
    }
    if (has(failure, HttpConnectTimeoutException.class)) {
      return away(problems.unreachable("connecting took too long"), true);
    }
    if (has(failure, ConnectException.class)) {
      return away(problems.unreachable("nothing accepts connections there"), true);
    }
    if (has(failure, CertificateNotYetValidException.class)
        || has(failure, CertificateExpiredException.class)) {
      return away(problems.certificateDate(clock.instant()), false);
    }
    if (has(failure, SSLHandshakeException.class) || has(failure, CertificateException.class)) {
      return away(problems.untrustedCertificate(why(failure)), false);
    }
    return new NoAnswer.OutcomeUnknown(problems.connectionLost(why(failure)), Optional.empty());
  }

  private static NoAnswer away(Problem problem, boolean passing) {
    return new NoAnswer.Unavailable(problem, passing, Optional.empty());
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return chain(failure).anyMatch(kind::isInstance);
  }

  // The innermost message is the one that tells: "PKIX path building failed" has a cause that does.
  private static String why(Throwable failure) {
    String text =
        chain(failure)
            .flatMap(one -> Optional.ofNullable(one.getMessage()).stream())
            .reduce((outer, inner) -> inner)
            .orElseGet(() -> failure.getClass().getSimpleName());
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  private static Stream<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Throwable one = failure;
    while (one != null && chain.size() < 20) {
      chain.add(one);
      one = one.getCause();
    }
    return chain.stream();
  }
}
