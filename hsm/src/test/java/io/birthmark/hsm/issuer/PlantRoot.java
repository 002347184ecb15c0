package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A plant's root as docs/issuer.md shows it: openssl, and nothing of ours. */
final class PlantRoot {
  static final String ISSUING =
      """
      basicConstraints = critical, CA:TRUE, pathlen:0
      keyUsage = critical, keyCertSign, cRLSign
      subjectKeyIdentifier = hash
      authorityKeyIdentifier = keyid
      """;

  private final Shell shell;

  PlantRoot(Path folder) {
    this.shell = Shell.in(folder);
    shell.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout root.key"
            + " -out root.pem -days 7300 -subj '/O=Example/CN=Example plant root' -addext"
            + " basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign");
  }

  Path certificate() {
    return shell.folder().resolve("root.pem");
  }

  String pem() {
    return read("root.pem");
  }

  /** The answer to a request: its certificate, without the root. */
  String sign(String csrPem, int days, String extensions) {
    return signBy("root", csrPem, days, extensions);
  }

  /** The answer of another CA, whose NAME.pem and NAME.key are in the folder. */
  String signBy(String name, String csrPem, int days, String extensions) {
    write("ca.csr", csrPem);
    write("ca.ext", extensions);
    shell.run(
        "openssl x509 -req -in ca.csr -CA "
            + name
            + ".pem -CAkey "
            + name
            + ".key -set_serial 0x0$(openssl rand -hex 15) -days "
            + days
            + " -extfile ca.ext -out ca.pem");
    return read("ca.pem");
  }

  /** As {@link #sign}, for another name than the one in the request. */
  String signAs(String subject, String csrPem, int days) {
    write("ca.csr", csrPem);
    write("ca.ext", ISSUING);
    shell.run(
        "openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -set_serial 77 -days "
            + days
            + " -extfile ca.ext -out ca.pem -subj '"
            + subject
            + "'");
    return read("ca.pem");
  }

  static List<X509Certificate> certificates(String pem) {
    try {
      return CertificateChain.read(
              Bytes.of(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
          .parsed();
    } catch (CertificateException e) {
      throw new AssertionError(pem, e);
    }
  }

  private String read(String name) {
    try {
      return Files.readString(shell.folder().resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(shell.folder().resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
