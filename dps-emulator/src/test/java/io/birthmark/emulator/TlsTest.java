package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator's certificate and the versions of TLS it speaks. */
class TlsTest {

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().hostNames(List.of("factory.example.test")));

  private SSLSocket handshake(SSLContext context, String host, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    new Socket(InetAddress.getLoopbackAddress(), emulator.port()),
                    host,
                    emulator.port(),
                    true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext trusting() {
    return Caller.trusting(emulator.caCertificatePem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaks(String protocol) throws IOException {
    try (SSLSocket socket = handshake(trusting(), "localhost", protocol)) {
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "factory.example.test"})
  void goesByTheName(String host) throws IOException {
    handshake(trusting(), host, "TLSv1.3").close();
  }

  @Test
  void doesNotGoByAnotherName() {
    assertThatThrownBy(() -> handshake(trusting(), "other.example.test", "TLSv1.3"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void isTrustedOnlyByThoseWhoTrustItsOwnAuthority() throws IOException {
    try (DpsEmulator other = Running.emulator()) {
      SSLContext trustsOther = Caller.trusting(other.caCertificatePem());
      assertThatThrownBy(() -> handshake(trustsOther, "localhost", "TLSv1.3"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void theCertificateNamesAllAddressesAndLastsForDecades()
      throws IOException, CertificateParsingException {
    try (SSLSocket socket = handshake(trusting(), "localhost", "TLSv1.2")) {
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      Set<String> names =
          certificate.getSubjectAlternativeNames().stream()
              .map(name -> String.valueOf(name.get(1)))
              .collect(Collectors.toSet());
      assertThat(names)
          .containsExactlyInAnyOrder(
              "localhost", "factory.example.test", "127.0.0.1", "0:0:0:0:0:0:0:1");
      assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
      assertThat(certificate.getNotAfter().toInstant()).isAfter("2049-01-01T00:00:00Z");
    }
  }
}
