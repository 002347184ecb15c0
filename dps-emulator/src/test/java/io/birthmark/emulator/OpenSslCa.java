package io.birthmark.emulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A CA made with openssl, so that certificates are not made by the code that judges them. */
final class OpenSslCa {

  private static final String CA_EXTENSIONS =
      """
      basicConstraints=critical,CA:TRUE%s
      keyUsage=critical,keyCertSign,cRLSign
      subjectKeyIdentifier=hash
      """;

  private static final String DEVICE_EXTENSIONS =
      """
      basicConstraints=critical,CA:FALSE
      keyUsage=critical,digitalSignature
      extendedKeyUsage=clientAuth
      """;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path directory;
  private final Path key;
  private final Path certificate;
  private final Optional<OpenSslCa> issuer;

  private OpenSslCa(Path directory, Path key, Path certificate, Optional<OpenSslCa> issuer) {
    this.directory = directory;
    this.key = key;
    this.certificate = certificate;
    this.issuer = issuer;
  }

  /**
   * A device's key and the certificates it shows, in their order.
   *
   * @param keyPem PKCS#8
   */
  record Credential(String keyPem, List<String> chainPem) {

    Credential showing(String... pems) {
      return new Credential(keyPem, List.of(pems));
    }

    String leafPem() {
      return chainPem.get(0);
    }

    List<X509Certificate> chain() {
      return chainPem.stream().map(OpenSslCa::parsed).toList();
    }

    PrivateKey key() {
      String bare = keyPem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      try {
        return KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(bare)));
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  static X509Certificate parsed(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static OpenSslCa root(Path directory, String commonName) {
    Path key = newKey(directory);
    Path certificate = selfSigned(directory, key, commonName, CA_EXTENSIONS.formatted(""));
    return new OpenSslCa(directory, key, certificate, Optional.empty());
  }

  /** A device that vouches for itself. */
  static Credential selfSigned(Path directory, String commonName) {
    Path key = newKey(directory);
    Path certificate = selfSigned(directory, key, commonName, DEVICE_EXTENSIONS);
    return new Credential(read(key), List.of(read(certificate)));
  }

  OpenSslCa intermediate(String commonName) {
    return below(commonName, CA_EXTENSIONS.formatted(""));
  }

  /** One that allows no further CA below it. */
  OpenSslCa lastIntermediate(String commonName) {
    return below(commonName, CA_EXTENSIONS.formatted(",pathlen:0"));
  }

  /** An end-entity certificate that signs another one, as it must not. */
  OpenSslCa deviceThatSigns(String commonName) {
    return below(commonName, DEVICE_EXTENSIONS);
  }

  private OpenSslCa below(String commonName, String extensions) {
    Path itsKey = newKey(directory);
    Path itsCertificate = issue(itsKey, commonName, extensions);
    return new OpenSslCa(directory, itsKey, itsCertificate, Optional.of(this));
  }

  /** Shows its certificate and the intermediates, but not the root. */
  Credential device(String commonName) {
    Path deviceKey = newKey(directory);
    List<String> chain = new ArrayList<>();
    chain.add(read(issue(deviceKey, commonName, DEVICE_EXTENSIONS)));
    OpenSslCa signer = this;
    while (signer.issuer.isPresent()) {
      chain.add(signer.pem());
      signer = signer.issuer.get();
    }
    return new Credential(read(deviceKey), chain);
  }

  /** Shows that the CA's key is at hand: a certificate made out to the code. */
  String proof(String code) {
    return read(issue(newKey(directory), code, DEVICE_EXTENSIONS));
  }

  String pem() {
    return read(certificate);
  }

  private Path issue(Path subjectKey, String commonName, String extensions) {
    Path request = fresh(directory, ".csr");
    Path extensionFile = fresh(directory, ".ext");
    Path issued = fresh(directory, ".pem");
    write(extensionFile, extensions + "authorityKeyIdentifier=keyid\n");
    openssl(
        "req",
        "-new",
        "-key",
        path(subjectKey),
        "-subj",
        "/CN=" + commonName,
        "-out",
        path(request));
    openssl(
        "x509",
        "-req",
        "-in",
        path(request),
        "-CA",
        path(certificate),
        "-CAkey",
        path(key),
        "-set_serial",
        "0x" + Integer.toHexString(0x1000 + COUNT.incrementAndGet()),
        "-days",
        "365",
        "-extfile",
        path(extensionFile),
        "-out",
        path(issued));
    return issued;
  }

  private static Path selfSigned(Path directory, Path key, String commonName, String extensions) {
    Path certificate = fresh(directory, ".pem");
    List<String> command =
        new ArrayList<>(
            List.of(
                "req",
                "-x509",
                "-new",
                "-key",
                path(key),
                "-subj",
                "/CN=" + commonName,
                "-days",
                "365",
                "-config",
                "/dev/null",
                "-out",
                path(certificate)));
    extensions.lines().forEach(line -> command.addAll(List.of("-addext", line)));
    openssl(command.toArray(String[]::new));
    return certificate;
  }

  private static Path newKey(Path directory) {
    Path key = fresh(directory, ".key");
    openssl(
        "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path(key));
    return key;
  }

  private static Path fresh(Path directory, String ending) {
    return directory.resolve(COUNT.incrementAndGet() + ending);
  }

  private static String path(Path path) {
    return path.toString();
  }

  private static void openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
