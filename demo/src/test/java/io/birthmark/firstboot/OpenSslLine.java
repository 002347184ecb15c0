package io.birthmark.firstboot;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A plant root, a line's CA below it, and what they sign, all made by openssl.
 *
 * <p>Files: {@code root.pem}, {@code line.pem}, and {@code NAME.key}, {@code NAME.pem} for each
 * name.
 */
public final class OpenSslLine {
  private final Path folder;

  public OpenSslLine(Path folder) {
    this.folder = folder;
    authority("root", "Test plant root", "root", "basicConstraints=critical,CA:TRUE");
    authority("line", "Test line", "root", "basicConstraints=critical,CA:TRUE,pathlen:0");
  }

  private void authority(String name, String subject, String signer, String constraints) {
    newKey(name, "EC -pkeyopt ec_paramgen_curve:P-256");
    certify(
        name,
        subject,
        signer,
        constraints + "\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash");
  }

  /**
   * A device's key and its certificate by the line's CA.
   *
   * @param kind as {@code openssl genpkey -algorithm} takes it
   */
  public void device(String registrationId, String kind) {
    newKey(registrationId, kind);
    certify(
        registrationId,
        registrationId,
        "line",
        "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=clientAuth");
  }

  /** A server's key and certificate by the root. */
  public void server(String name) {
    newKey(name, "EC -pkeyopt ec_paramgen_curve:P-256");
    certify(name, name, "root", "subjectAltName=DNS:" + name + ",IP:127.0.0.1");
  }

  private void newKey(String name, String kind) {
    shell("openssl genpkey -algorithm " + kind + " -out \"$NAME.key\"", Map.of("NAME", name));
  }

  private void certify(String name, String subject, String signer, String extensions) {
    shell(
        "openssl req -new -key \"$NAME.key\" -subj \"/CN=$SUBJECT\" -out \"$NAME.csr\";"
            + " echo \"$EXTENSIONS\" > \"$NAME.ext\";"
            + (name.equals(signer)
                ? " openssl x509 -req -in \"$NAME.csr\" -signkey \"$NAME.key\""
                : " openssl x509 -req -in \"$NAME.csr\" -CA \"$SIGNER.pem\" -CAkey"
                    + " \"$SIGNER.key\" -CAcreateserial")
            + " -days 2 -sha256 -extfile \"$NAME.ext\" -out \"$NAME.pem\"",
        Map.of("NAME", name, "SUBJECT", subject, "SIGNER", signer, "EXTENSIONS", extensions));
  }

  private void shell(String line, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-euc", line)
              .directory(folder.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(line + ": " + told);
      }
    } catch (IOException e) {
      throw new AssertionError(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line, e);
    }
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  public String pem(String name) {
    try {
      return Files.readString(file(name + ".pem"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What {@code name.key} holds. */
  public PrivateKey key(String name) throws IOException, GeneralSecurityException {
    String base64 =
        String.join(
            "",
            Files.readAllLines(file(name + ".key")).stream()
                .filter(line -> !line.startsWith("-----"))
                .toList());
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    // PKCS#8 names the algorithm inside: 1.2.840.10045.2.1 is EC.
    boolean curve = Bytes.of(spec.getEncoded()).hex().contains("2a8648ce3d0201");
    return KeyFactory.getInstance(curve ? "EC" : "RSA").generatePrivate(spec);
  }

  /** The chain as a station stores it. */
  public CertificateChain chain(String... names) throws GeneralSecurityException {
    StringBuilder pem = new StringBuilder();
    for (String name : List.of(names)) {
      pem.append(pem(name));
    }
    return CertificateChain.read(Bytes.of(pem.toString().getBytes(StandardCharsets.US_ASCII)));
  }
}
