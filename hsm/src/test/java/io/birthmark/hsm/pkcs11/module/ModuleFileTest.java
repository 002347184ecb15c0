package io.birthmark.hsm.pkcs11.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.TokenReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that must not be loaded: to load one that is no module ends the process. */
class ModuleFileTest {
  @TempDir Path folder;

  private static Problem problemOf(Path file) {
    try {
      throw new AssertionError(Pkcs11Module.at(file).name());
    } catch (ElementException e) {
      assertThat(e.problem().fault()).isEqualTo(Problem.Fault.STATION);
      assertThat(e.problem().sentence()).contains(file.toString());
      return e.problem();
    }
  }

  @Test
  void oneThatIsNotThere() {
    assertThat(problemOf(folder.resolve("vendor.so")).code()).isEqualTo("pkcs11.module-missing");
    assertThat(problemOf(folder).code()).isEqualTo("pkcs11.module-missing");
  }

  @Test
  void aLibraryThatIsNoModule() throws Exception {
    Path libc;
    try (Stream<Path> files = Files.walk(Path.of("/usr/lib"), 2)) {
      libc = files.filter(f -> f.endsWith("libc.so.6")).findFirst().orElseThrow();
    }
    assertThat(problemOf(libc).sentence()).contains("C_GetFunctionList");
    assertThat(problemOf(libc).code()).isEqualTo("pkcs11.module-not-pkcs11");
  }

  @Test
  void aFileThatIsNoLibrary() throws Exception {
    Path text = Files.writeString(folder.resolve("vendor.so"), "C_GetFunctionList");
    assertThat(problemOf(text).code()).isEqualTo("pkcs11.module-not-pkcs11");
  }

  @Test
  void aModuleForAnotherMachine() throws Exception {
    byte[] module = Files.readAllBytes(TokenReader.module());
    module[18] = (byte) 0x15; // EM_PPC64
    Path other = Files.write(folder.resolve("vendor.so"), module);
    assertThat(problemOf(other).code()).isEqualTo("pkcs11.module-architecture");
  }

  @Test
  void aModuleThatCannotBeLinked() throws Exception {
    byte[] module = Files.readAllBytes(TokenReader.module());
    byte[] needed = "libcrypto.so".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i + needed.length < module.length; i++) {
      if (java.util.Arrays.equals(module, i, i + needed.length, needed, 0, needed.length)) {
        module[i + 3] = 'x';
      }
    }
    Path other = Files.write(folder.resolve("vendor.so"), module);
    assertThat(problemOf(other).code()).isEqualTo("pkcs11.module-unloadable");
  }

  @Test
  void theSameFileByAnotherNameIsTheSameModule() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.so"), TokenReader.module());
    assertThat(Pkcs11Module.at(link)).isSameAs(Pkcs11Module.at(TokenReader.module()));
  }
}
