package io.birthmark.hsm.tpm;

import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The makers whose TPMs are taken: a folder of certificates, PEM or DER. Self-issued ones are the
 * roots; the others are intermediates, which help a chain but do not end it.
 */
public final class EkRoots {
  private final Path folder;
  private final Set<TrustAnchor> roots;
  private final List<X509Certificate> intermediates;

  private EkRoots(Path folder, Set<TrustAnchor> roots, List<X509Certificate> intermediates) {
    this.folder = folder;
    this.roots = roots;
    this.intermediates = intermediates;
  }

  /**
   * Reads the folder.
   *
   * @throws ElementException when it cannot be read, holds a file that is no certificate (hidden
   *     ones are passed over), or no root
   */
  public static EkRoots load(Path folder) {
    Set<TrustAnchor> roots = new HashSet<>();
    List<X509Certificate> intermediates = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, EkRoots::isMeant)) {
      for (Path file : files) {
        for (X509Certificate certificate : certificatesIn(folder, file)) {
          if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            roots.add(new TrustAnchor(certificate, null));
          } else {
            intermediates.add(certificate);
          }
        }
      }
    } catch (NoSuchFileException e) {
      throw ElementException.lasting(TpmProblems.noRoots(folder, "there is no such folder"), e);
    } catch (IOException e) {
      throw ElementException.lasting(
          TpmProblems.noRoots(folder, "it cannot be read (" + e.getMessage() + ")"), e);
    }
    if (roots.isEmpty()) {
      throw ElementException.lasting(
          TpmProblems.noRoots(folder, "there is no root certificate in it"));
    }
    return new EkRoots(folder, roots, intermediates);
  }

  private static boolean isMeant(Path file) throws IOException {
    return Files.isRegularFile(file) && !Files.isHidden(file);
  }

  private static List<X509Certificate> certificatesIn(Path folder, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(certificate -> found.add((X509Certificate) certificate));
      if (found.isEmpty()) {
        throw new CertificateException("nothing in it looks like one");
      }
      return found;
    } catch (CertificateException e) {
      throw ElementException.lasting(
          TpmProblems.noRoots(folder, file.getFileName() + " is not a certificate"), e);
    }
  }

  public Path folder() {
    return folder;
  }

  public int size() {
    return roots.size();
  }

  /**
   * Why {@code certificate} leads to none of the roots; empty when it does. Judged at the moment
   * the certificate begins to be valid, so that a station without a clock judges the same, and a
   * root that has run out since does not make its TPMs false.
   */
  Optional<String> distrusts(X509Certificate certificate) {
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(certificate);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, target);
      List<X509Certificate> known = new ArrayList<>(intermediates);
      known.add(certificate);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(certificate.getNotBefore());
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return Optional.empty();
    } catch (CertPathBuilderException e) {
      return Optional.of(
          "no root there signed it, nor an intermediate that leads to one: "
              + Optional.ofNullable(e.getMessage()).orElse("no path"));
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("this Java platform lacks PKIX", e);
    }
  }
}
