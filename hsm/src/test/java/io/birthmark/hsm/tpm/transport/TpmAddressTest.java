package io.birthmark.hsm.tpm.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a slot's {@code device} may be. */
class TpmAddressTest {

  @Test
  void aPathIsACharacterDevice() {
    assertThat(TpmAddress.parse("/dev/tpmrm0"))
        .isEqualTo(new TpmAddress.Device(Path.of("/dev/tpmrm0")));
  }

  @Test
  void tcpHasAHostAndAPort() {
    assertThat(TpmAddress.parse("tcp:fixture-3:2321"))
        .isEqualTo(new TpmAddress.Tcp("fixture-3", 2321));
  }

  @Test
  void anIpv6AddressMayStandInBrackets() {
    assertThat(TpmAddress.parse("tcp:[::1]:2321")).isEqualTo(new TpmAddress.Tcp("::1", 2321));
  }

  @Test
  void unixHasAPath() {
    assertThat(TpmAddress.parse("unix:/run/swtpm/a b.sock"))
        .isEqualTo(new TpmAddress.Unix(Path.of("/run/swtpm/a b.sock")));
  }

  @Test
  void execHasWords() {
    assertThat(TpmAddress.parse("exec:ssh  dut\ttpm2_send "))
        .isEqualTo(new TpmAddress.Exec(List.of("ssh", "dut", "tpm2_send")));
  }

  @Test
  void quotesKeepAWordTogetherAndNothingElseIsSpecial() {
    assertThat(TpmAddress.parse("exec:a 'b c' \"d 'e'\" f\"g\"'h' '' $HOME *.x | y\\z"))
        .isEqualTo(
            new TpmAddress.Exec(
                List.of("a", "b c", "d 'e'", "fgh", "", "$HOME", "*.x", "|", "y\\z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/tpmrm0", "tcp:fixture-3:2321", "unix:/run/a.sock", "exec:ssh dut"})
  void anAddressIsShownAsItStandsInTheConfiguration(String text) {
    assertThat(TpmAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dev/tpm0",
        "tcp",
        "tcp:",
        "tcp:2321",
        "tcp::2321",
        "tcp: :2321",
        "tcp:host",
        "tcp:host:",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:99999999999",
        "tcp:host:-1",
        "tcp:host:+5",
        "tcp:host:23x",
        "unix:",
        "exec:",
        "exec:  ",
        "exec:ssh 'dut",
        "TCP:host:2321",
        "http://host:2321"
      })
  void whatIsNoneOfTheseIsRefusedWithASentenceThatQuotesIt(String text) {
    assertThatThrownBy(() -> TpmAddress.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .message()
        .containsAnyOf("\"" + text.strip() + "\"", "lacks the command", "is not closed");
  }
}
