package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.simulated.SoftwareTpm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The storage root key at 0x81000001, to which the service encrypts its challenge. */
class SrkTest {
  private static final Line LINE = new Line();

  private SoftwareTpm tpm;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
    Tools.run(tpm, "tpm2_startup -c");
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private String srk() {
    return Tools.run(tpm, "tpm2_readpublic -c 0x81000001");
  }

  /** Somebody was here before us. */
  private void put(String createPrimary) {
    String ctx = tpm.state().resolve("srk.ctx").toString();
    Tools.run(
        tpm,
        "tpm2_createprimary -Q -C o -c "
            + ctx
            + " "
            + createPrimary
            + "; tpm2_evictcontrol -Q -C o -c "
            + ctx
            + " 0x81000001; tpm2_flushcontext -t");
  }

  @Test
  void isMadeWhenItIsAbsent() {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, Line.record("000450"));
    }
    assertThat(srk())
        .contains("value: rsa", "bits: 2048", "noda", "restricted", "decrypt", "userwithauth");
  }

  @Test
  void isTheOneThatOtherToolsMakeFromTheSameTemplate() {
    try (TpmElement element = LINE.connect(tpm)) {
      Line.provision(element, Line.record("000451"));
    }
    String ours = srk();
    Tools.run(tpm, "tpm2_evictcontrol -Q -C o -c 0x81000001");
    put(
        "-G rsa2048:null:aes128cfb -a"
            + " 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt'");
    assertThat(srk()).isEqualTo(ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-G rsa2048", "-G rsa2048 -g sha384", "-G rsa2048:null:aes256cfb"})
  void isReusedWhenAnRsaStorageKeyIsThere(String make) {
    put(make);
    String before = srk();
    IdentityRecord record = Line.record("000452");
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.provision(element, record)).isEqualTo(record);
      assertThat(element.cost().commands()).doesNotContainKeys("CreatePrimary", "EvictControl");
    }
    assertThat(srk()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-G ecc256",
        "-G rsa1024",
        "-G rsa2048 -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign|restricted'"
            + " -G rsa2048:rsassa-sha256:null"
      })
  void isRefusedWhenItIsNotAnRsa2048StorageKey(String make) {
    if (make.contains("rsa1024") && !supports("-G rsa1024")) {
      return;
    }
    put(make);
    String before = new MakersNv(tpm).inventory();
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      assertThat(Line.refusal(element.plan(Wanted.first(Line.record("000453")))))
          .isEqualTo("tpm.srk-unfit");
    }
    assertThat(new MakersNv(tpm).inventory()).isEqualTo(before);
  }

  private boolean supports(String make) {
    return Tools.run(
            tpm,
            "tpm2_createprimary -Q -C o -c "
                + tpm.state()
                + "/x.ctx "
                + make
                + " 2>/dev/null && echo yes; tpm2_flushcontext -t")
        .contains("yes");
  }

  @Test
  void withAPasswordIsTold() {
    put("-G rsa2048 -p secret");
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.brokenOff(() -> Line.provision(element, Line.record("000454"))))
          .isEqualTo("tpm.srk-password");
    }
    assertThat(Tools.run(tpm, "tpm2_getcap handles-nv-index"))
        .doesNotContainIgnoringCase("1800100");
  }
}
