package io.birthmark.hsm.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.CommonName;
import io.birthmark.hsm.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a station's CA asks the plant root for. */
class CaRequestTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void opensslVerifiesItAndSeesWhatItAsksFor(KeyKind kind) throws IOException {
    String pem =
        Der.pem(
            "CERTIFICATE REQUEST",
            new Profiles(new SecureRandom()).caRequest(JdkKey.of(kind), Names.ofCa("line3-a")));
    Files.writeString(folder.resolve("ca.csr"), pem);
    assertThat(Shell.in(folder).run("openssl req -verify -noout -text -in ca.csr"))
        .contains("verify OK")
        .contains("Subject: CN = line3-a issuing CA")
        .containsPattern("X509v3 Basic Constraints: critical\\s+CA:TRUE, pathlen:0\n")
        .containsPattern("X509v3 Key Usage: critical\\s+Certificate Sign, CRL Sign\n")
        .contains("X509v3 Subject Key Identifier");
  }

  @Test
  void theLongestStationIdStillFitsIntoAName() {
    String id = "s".repeat(64);
    assertThat(CommonName.of(Names.ofCa(id))).hasValue(id);
    assertThat(Names.bindsToStation(Names.ofCa(id), id)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "line3-a issuing CA, true",
    "Example issuing CA (line3-a) 2026, true",
    "line3-a, true",
    "line3-ab issuing CA, false",
    "xline3-a, false",
    "line3-a.1, false",
    "Line3-A, false",
    "issuing CA, false"
  })
  void aNameIsBoundToTheStationByItsIdAsAWord(String cn, boolean bound) {
    assertThat(Names.bindsToStation(Names.ofCn(cn), "line3-a")).isEqualTo(bound);
  }
}
