package io.birthmark.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the words of {@code birthmark demo} make: how many devices, and how each proves itself. */
class LotTest {
  private static Lot lot(int tpms, int tokens, String attestation) {
    return Lot.of(Optional.of(tpms), tokens, attestation);
  }

  @Test
  void allDealsOutEveryCellInTurn() {
    Lot lot = lot(4, 3, "all");
    assertThat(lot.tpms())
        .containsExactly(
            DemoAttestation.TPM,
            DemoAttestation.X509,
            DemoAttestation.X509_GROUP,
            DemoAttestation.SYMMETRIC_KEY);
    assertThat(lot.tokens())
        .containsExactly(
            DemoAttestation.X509, DemoAttestation.X509_GROUP, DemoAttestation.SYMMETRIC_KEY);
    assertThat(lot(5, 0, "all").tpms()).last().isEqualTo(DemoAttestation.TPM);
    assertThat(lot(0, 4, "all").tokens()).last().isEqualTo(DemoAttestation.X509);
  }

  @Test
  void oneAttestationIsForAll() {
    Lot lot = lot(1, 2, "symmetric-key");
    assertThat(lot.tpms()).containsExactly(DemoAttestation.SYMMETRIC_KEY);
    assertThat(lot.tokens())
        .containsExactly(DemoAttestation.SYMMETRIC_KEY, DemoAttestation.SYMMETRIC_KEY);
    assertThat(lot.size()).isEqualTo(3);
  }

  @Test
  void withoutAWordTpmsProveThemselvesAsTpmsAndTokensByCertificate() {
    Lot lot = lot(1, 1, "");
    assertThat(lot.tpms()).containsExactly(DemoAttestation.TPM);
    assertThat(lot.tokens()).containsExactly(DemoAttestation.X509);
  }

  @Test
  void withoutANumberThereAreFourTpmsOrOnlyTheTokens() {
    assertThat(Lot.of(Optional.empty(), 0, "").tpms()).hasSize(4);
    assertThat(Lot.of(Optional.empty(), 2, "").tpms()).isEmpty();
    assertThat(Lot.of(Optional.empty(), 2, "").tokens()).hasSize(2);
  }

  @Test
  void onlyTpmsByTheirOwnKeyNeedNoIssuer() {
    assertThat(lot(3, 0, "tpm").needsIssuer()).isFalse();
    assertThat(lot(1, 0, "x509").needsIssuer()).isTrue();
    assertThat(lot(0, 1, "").needsIssuer()).isTrue();
  }

  @Test
  void whatCannotBeIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> lot(0, 2, "tpm")).hasMessageContaining("leave --pkcs11 out");
    assertThatThrownBy(() -> lot(0, 0, "all")).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> lot(1, 0, "palm")).hasMessageContaining("x509-group");
    for (List<Integer> counts : List.of(List.of(-1, 1), List.of(1, -1), List.of(501, 0))) {
      assertThatThrownBy(() -> lot(counts.get(0), counts.get(1), "all"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("500");
    }
  }
}
