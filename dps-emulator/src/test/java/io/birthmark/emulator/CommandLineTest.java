package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** bin/dps-emulator, as far as it can be used wrongly; right use is the other tests. */
class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine line =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void helpSaysWhatItIsAndWhatItIsNot() {
    assertThat(line.execute("--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("It is not the service")
        .contains("--faults")
        .contains("--strict-proof-of-possession")
        .contains("/admin/certificates")
        .contains("station-connection-string");
  }

  @Test
  void aBadFaultIsNamedWithItsPlace() {
    assertThat(line.execute("--faults", "slow=1")).isEqualTo(2);
    assertThat(err.toString()).contains("faults 'slow=1', character 6").contains("0.1:300ms");
  }

  @Test
  void wrongUseIsExitCode2() {
    assertThat(line.execute("--nonsense")).isEqualTo(2);
    assertThat(line.execute("--port", "70000")).isEqualTo(2);
    assertThat(line.execute("--operations-per-minute", "0")).isEqualTo(2);
    assertThat(line.execute("--webhook-limit", "0")).isEqualTo(2);
    assertThat(line.execute("--listen", "no.such.host.invalid")).isEqualTo(2);
    assertThat(err.toString())
        .contains("The port must be 0 to 65535")
        .contains("Operations per minute must be more than 0")
        .contains("The webhook's limit must be more than 0")
        .contains("--listen");
  }

  @Test
  void aTakenPortIsExitCode3() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(line.execute("--port", port)).isEqualTo(3);
    }
  }
}
