package io.birthmark.firstboot.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.firstboot.OpenSslLine;
import io.birthmark.firstboot.SoftwareElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The platform's TLS with a client key that it cannot have. */
class ElementTlsTest {
  @TempDir private static Path folder;

  private static OpenSslLine line;

  @BeforeAll
  static void makeCertificates() {
    line = new OpenSslLine(folder);
    line.server("localhost");
    line.device("p-256", "EC -pkeyopt ec_paramgen_curve:P-256");
    line.device("p-384", "EC -pkeyopt ec_paramgen_curve:P-384");
    line.device("rsa-2048", "RSA -pkeyopt rsa_keygen_bits:2048");
    line.device("rsa-3072", "RSA -pkeyopt rsa_keygen_bits:3072");
  }

  private static SoftwareElement element(String name) throws Exception {
    return new SoftwareElement().with(line.chain(name, "line", "root"), line.key(name));
  }

  private static SSLContext context(SoftwareElement element) throws Exception {
    return Trust.in(line.file("root.pem")).as(ElementIdentity.in(element));
  }

  private static PrivateKey keyIn(SoftwareElement element) throws Exception {
    return ((X509ExtendedKeyManager) ElementIdentity.in(element).keyManager())
        .getPrivateKey("device");
  }

  @ParameterizedTest
  @CsvSource({
    "p-256, TLSv1.3", "p-384, TLSv1.3", "rsa-2048, TLSv1.3", "rsa-3072, TLSv1.3",
    "p-256, TLSv1.2", "p-384, TLSv1.2", "rsa-2048, TLSv1.2", "rsa-3072, TLSv1.2",
  })
  void everyKindOfKeyIsTakenByTheServer(String kind, String protocol) throws Exception {
    SoftwareElement element = element(kind);
    SSLContext context = context(element);
    int trials = element.signatures();
    try (ClientAuthServer server = new ClientAuthServer(line, protocol)) {
      ClientAuthServer.Seen seen = server.visit(context);

      assertThat(seen.protocol()).isEqualTo(protocol);
      assertThat(element.signatures()).isEqualTo(trials + 1);
      assertThat(seen.presented())
          .as("the leaf and what leads to the root, but not the root")
          .isEqualTo(line.chain(kind, "line").parsed());
    }
  }

  @Test
  void anElementWithoutPssMeetsTheServerInTls12() throws Exception {
    SoftwareElement element = element("rsa-2048").unableTo(SigningAlgorithm.RSA_PSS_SHA256);
    try (ClientAuthServer server = new ClientAuthServer(line, "TLSv1.3", "TLSv1.2")) {
      assertThat(server.visit(context(element)).protocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void aPssSaltThatTls13DoesNotTakeCountsAsNoPss() throws Exception {
    SoftwareElement element = element("rsa-2048").withPssSalt(222);
    try (ClientAuthServer server = new ClientAuthServer(line, "TLSv1.3", "TLSv1.2")) {
      assertThat(server.visit(context(element)).protocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void aCertificateOfAnotherKeyIsFoundBeforeTheHandshake() throws Exception {
    SoftwareElement element =
        new SoftwareElement().with(line.chain("p-256", "line"), line.key("p-384"));
    assertThatThrownBy(() -> ElementIdentity.in(element))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("another key");
  }

  @Test
  void anElementThatCannotSignAtAllSaysWhy() throws Exception {
    SoftwareElement element =
        element("rsa-2048")
            .unableTo(SigningAlgorithm.RSA_PSS_SHA256, SigningAlgorithm.RSA_PKCS1_SHA256);
    assertThatThrownBy(() -> ElementIdentity.in(element))
        .isInstanceOf(ElementException.class)
        .hasMessageContaining("does not know");
  }

  @Test
  void anElementPulledBeforeTheHandshakeBreaksItWithTheReason() throws Exception {
    SSLContext context = context(element("p-256").pulledAfter(1));
    try (ClientAuthServer server = new ClientAuthServer(line, "TLSv1.3")) {
      assertThatThrownBy(() -> server.visit(context))
          .isInstanceOf(SSLException.class)
          .hasStackTraceContaining("it was pulled out");
    }
  }

  @Test
  void theServerRefusesAStrangersChain() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    OpenSslLine stranger = new OpenSslLine(elsewhere);
    stranger.device("p-256", "EC -pkeyopt ec_paramgen_curve:P-256");
    SoftwareElement element =
        new SoftwareElement().with(stranger.chain("p-256", "line"), stranger.key("p-256"));
    try (ClientAuthServer server = new ClientAuthServer(line, "TLSv1.3")) {
      assertThatThrownBy(() -> server.visit(context(element))).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"p-256", "rsa-2048"})
  void thereIsNothingInTheKeyToTakeAway(String kind) throws Exception {
    PrivateKey key = keyIn(element(kind));

    assertThat(key.getEncoded()).isNull();
    assertThat(key.getFormat()).isNull();
    assertThatThrownBy(
            () -> {
              try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
                out.writeObject(key);
              }
            })
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void otherKeysGoOnToBeSignedByThePlatform() throws Exception {
    SSLContext unused = context(element("p-256"));
    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    for (String algorithm : List.of("SHA256withECDSA", "SHA384withECDSA")) {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      assertThat(signer.getProvider().getName()).isNotEqualTo("BirthmarkElement");
    }
  }
}
