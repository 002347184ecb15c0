package io.birthmark.station.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sd_notify(3), heard by socat. */
class NotifySocketTest {
  @TempDir Path dir;

  @Test
  void aPathIsTold() throws Exception {
    Path path = dir.resolve("notify");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString())).ready("Ready.");
      ear.await("READY=1\nSTATUS=Ready.");
    }
  }

  @Test
  void anAbstractNameIsTold() throws Exception {
    String name = "birthmark-test-" + ProcessHandle.current().pid();
    try (Ear ear = Ear.at("ABSTRACT-RECV:" + name, dir)) {
      ServiceManager.of(Map.of("NOTIFY_SOCKET", "@" + name)).ready("Ready.");
      ear.await("READY=1\nSTATUS=Ready.");
    }
  }

  @Test
  void aReloadSaysWhenItBeganByTheManagersClock() throws Exception {
    Path path = dir.resolve("notify");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString()));
      long before = uptimeMicros();
      manager.reloading("Reading.");
      ear.await("STATUS=Reading.");
      long after = uptimeMicros();
      assertThat(ear.heard()).startsWith("RELOADING=1\nMONOTONIC_USEC=");
      long said =
          Long.parseLong(ear.heard().lines().skip(1).findFirst().orElseThrow().substring(15));
      assertThat(said).isBetween(before - 20_000, after + 20_000);
    }
  }

  /** By the kernel's own word; it counts suspension, which a test does not meet. */
  private static long uptimeMicros() throws IOException {
    String seconds = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
    return (long) (Double.parseDouble(seconds) * 1_000_000);
  }

  @Test
  void theWatchdogAndTheEndAreTold() throws Exception {
    Path path = dir.resolve("notify");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString()));
      manager.alive();
      ear.await("WATCHDOG=1");
      manager.stopping("Stopping.");
      ear.await("STOPPING=1\nSTATUS=Stopping.");
    }
  }

  @Test
  void aLineEndInAStatusBeginsNoAssignment() throws Exception {
    Path path = dir.resolve("notify");
    try (Ear ear = Ear.at("UNIX-RECV:" + path, dir)) {
      ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString())).status("serial 4\nMAINPID=1\r\0");
      ear.await("STATUS=serial 4 MAINPID=1");
      assertThat(ear.heard()).doesNotContain("\nMAINPID");
    }
  }

  @Test
  void withoutAManagerNobodyIsTold() {
    ServiceManager none = ServiceManager.of(Map.of());
    assertThat(none.listens()).isFalse();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "")).listens()).isFalse();
    assertThatCode(() -> none.ready("Ready.")).doesNotThrowAnyException();
  }

  @Test
  void aManagerThatIsAwayStopsNobody() {
    ServiceManager away =
        ServiceManager.of(Map.of("NOTIFY_SOCKET", dir.resolve("away").toString()));
    assertThatCode(() -> away.ready("Ready.")).doesNotThrowAnyException();
    assertThatCode(away::alive).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "vsock:2:1234", "@", "/"})
  void otherAddressesAreRefused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> UnixAddress.parse(address));
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", address)).listens()).isFalse();
  }

  @Test
  void anAddressIsAsLongAsTheKernelTakesIt() {
    assertThat(UnixAddress.parse("/" + "x".repeat(106)).bytes()).hasSize(2 + 107 + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> UnixAddress.parse("/" + "x".repeat(107)));
  }
}
