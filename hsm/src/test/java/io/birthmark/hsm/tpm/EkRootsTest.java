package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of makers. */
class EkRootsTest {
  @TempDir private Path folder;

  private final EkAuthority root = EkAuthority.root("Maker Root");
  private final EkAuthority intermediate =
      root.intermediate("Issuing", EkAuthority.LONG_AGO, EkAuthority.NEVER);

  private Problem refusal() {
    Problem[] problem = new Problem[1];
    assertThatThrownBy(() -> EkRoots.load(folder))
        .isInstanceOfSatisfying(ElementException.class, e -> problem[0] = e.problem());
    assertThat(problem[0].code()).isEqualTo("ek.no-roots");
    assertThat(problem[0].fault()).isEqualTo(Problem.Fault.STATION);
    assertThat(problem[0].sentence()).contains(folder.toString());
    return problem[0];
  }

  @Test
  void certificatesMayBePemOrDerOrManyInAFile() throws IOException {
    Files.write(folder.resolve("one.der"), root.certificate());
    Files.writeString(
        folder.resolve("two.pem"),
        "# both of the second maker\n" + EkAuthority.root("Second").pem() + intermediate.pem());
    assertThat(EkRoots.load(folder).size()).isEqualTo(2);
    assertThat(EkRoots.load(folder).folder()).isEqualTo(folder);
  }

  @Test
  void aMissingFolderIsTold() {
    folder = folder.resolve("missing");
    assertThat(refusal().sentence()).contains("there is no such folder");
  }

  @Test
  void aFileIsNotAFolder() throws IOException {
    folder = Files.createFile(folder.resolve("file"));
    assertThat(refusal().sentence()).contains("cannot be read");
  }

  @Test
  void anEmptyFolderIsTold() {
    assertThat(refusal().sentence()).contains("no root certificate in it");
  }

  @Test
  void intermediatesAloneEndNoChain() {
    intermediate.publish(folder);
    assertThat(refusal().sentence()).contains("no root certificate in it");
  }

  @Test
  void aFileThatHoldsNoCertificateIsToldByName() throws IOException {
    root.publish(folder);
    Files.writeString(folder.resolve("notes.txt"), "ask the maker for the new root\n");
    assertThat(refusal().sentence()).contains("notes.txt is not a certificate");
  }

  @Test
  void anEmptyFileIsToldByName() throws IOException {
    root.publish(folder);
    Files.createFile(folder.resolve("new-root.pem"));
    assertThat(refusal().sentence()).contains("new-root.pem is not a certificate");
  }

  @Test
  void aTruncatedCertificateIsToldByName() throws IOException {
    root.publish(folder);
    Files.writeString(folder.resolve("cut.pem"), intermediate.pem().substring(0, 300));
    assertThat(refusal().sentence()).contains("cut.pem");
  }

  @Test
  void aPrivateKeyIsToldByName() throws IOException {
    root.publish(folder);
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n");
    assertThat(refusal().sentence()).contains("key.pem");
  }

  @Test
  void hiddenFilesAndFoldersArePassedOver() throws IOException {
    root.publish(folder);
    Files.writeString(folder.resolve(".notes"), "ask the maker for the new root\n");
    Files.createDirectory(folder.resolve("old"));
    assertThat(EkRoots.load(folder).size()).isEqualTo(1);
  }
}
