package io.birthmark.emulator;

import io.birthmark.emulator.faults.FaultSpec;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an emulator is set up. Begin with {@link #builder()}; every option has a value that makes
 * sense.
 *
 * @param port to listen on, 0 for any free one; empty for the one of the last start in this
 *     directory, else any
 * @param directory where it keeps its state; empty for memory only
 * @param listen the address to listen on
 * @param hubs the linked hubs
 * @param hostNames names it goes by beside localhost: they are in its certificate and may stand in
 *     a token
 * @param operationsPerMinute of the service API
 * @param registrationsPerMinute of the device API
 * @param bulkCountsEachItem whether a bulk call of ten counts as ten operations or, as by default,
 *     as one
 * @param strictDuplicateEk whether an endorsement key may be enrolled only once
 * @param strictProofOfPossession whether a device's certificate counts only if possession of a CA
 *     above it was proved, or it signed itself; by default a CA certificate that stands in an
 *     enrollment group counts too
 * @param assigningAnswers how often a device hears "assigning", the answer to register included,
 *     before the final answer; 0 for the final answer at once
 * @param retryAfterSeconds how long a device is told to wait before it asks again
 * @param webhookLimit how long a webhook of custom allocation may take
 */
public record EmulatorOptions(
    OptionalInt port,
    Optional<Path> directory,
    InetAddress listen,
    List<String> hubs,
    List<String> hostNames,
    int operationsPerMinute,
    int registrationsPerMinute,
    boolean bulkCountsEachItem,
    boolean strictDuplicateEk,
    boolean strictProofOfPossession,
    int assigningAnswers,
    int retryAfterSeconds,
    Duration webhookLimit,
    FaultSpec faults,
    Clock clock,
    SecureRandom random) {

  /** The service's own limits for an instance. */
  public static final int DEFAULT_PER_MINUTE = 1000;

  public static final int DEFAULT_RETRY_AFTER_SECONDS = 2;

  /** Long enough for a function that has to be woken first. */
  public static final Duration DEFAULT_WEBHOOK_LIMIT = Duration.ofSeconds(5);

  /** Names under .test exist nowhere, so that no device finds a stranger's hub. */
  public static final List<String> DEFAULT_HUBS =
      List.of("hub-a.example.test", "hub-b.example.test");

  /** A name to use where localhost will not do, for instance through a proxy. */
  public static final List<String> DEFAULT_HOST_NAMES = List.of("dps.example.test");

  public EmulatorOptions {
    hubs = List.copyOf(hubs);
    hostNames = List.copyOf(hostNames);
    require(!hubs.isEmpty(), "At least one hub must be linked");
    require(port.orElse(0) >= 0 && port.orElse(0) <= 65535, "The port must be 0 to 65535");
    require(operationsPerMinute > 0, "Operations per minute must be more than 0");
    require(registrationsPerMinute > 0, "Registrations per minute must be more than 0");
    require(assigningAnswers >= 0, "Assigning answers must be 0 or more");
    require(retryAfterSeconds >= 0, "Retry-After must be 0 or more");
    require(webhookLimit.toMillis() > 0, "The webhook's limit must be more than 0");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + ".");
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {

    private OptionalInt port = OptionalInt.empty();
    private Optional<Path> directory = Optional.empty();
    private InetAddress listen = InetAddress.getLoopbackAddress();
    private List<String> hubs = DEFAULT_HUBS;
    private List<String> hostNames = DEFAULT_HOST_NAMES;
    private int operationsPerMinute = DEFAULT_PER_MINUTE;
    private int registrationsPerMinute = DEFAULT_PER_MINUTE;
    private boolean bulkCountsEachItem;
    private boolean strictDuplicateEk;
    private boolean strictProofOfPossession;
    private int assigningAnswers = 1;
    private int retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS;
    private Duration webhookLimit = DEFAULT_WEBHOOK_LIMIT;
    private FaultSpec faults = FaultSpec.NONE;
    private Clock clock = Clock.systemUTC();
    private SecureRandom random = new SecureRandom();

    private Builder() {}

    public Builder port(int value) {
      port = OptionalInt.of(value);
      return this;
    }

    public Builder directory(Path value) {
      directory = Optional.of(value);
      return this;
    }

    public Builder listen(InetAddress value) {
      listen = value;
      return this;
    }

    public Builder hubs(List<String> value) {
      hubs = value;
      return this;
    }

    public Builder hostNames(List<String> value) {
      hostNames = value;
      return this;
    }

    public Builder operationsPerMinute(int value) {
      operationsPerMinute = value;
      return this;
    }

    public Builder registrationsPerMinute(int value) {
      registrationsPerMinute = value;
      return this;
    }

    public Builder bulkCountsEachItem(boolean value) {
      bulkCountsEachItem = value;
      return this;
    }

    public Builder strictDuplicateEk(boolean value) {
      strictDuplicateEk = value;
      return this;
    }

    public Builder strictProofOfPossession(boolean value) {
      strictProofOfPossession = value;
      return this;
    }

    public Builder assigningAnswers(int value) {
      assigningAnswers = value;
      return this;
    }

    public Builder retryAfterSeconds(int value) {
      retryAfterSeconds = value;
      return this;
    }

    public Builder webhookLimit(Duration value) {
      webhookLimit = value;
      return this;
    }

    public Builder faults(FaultSpec value) {
      faults = value;
      return this;
    }

    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    public Builder random(SecureRandom value) {
      random = value;
      return this;
    }

    public EmulatorOptions build() {
      return new EmulatorOptions(
          port,
          directory,
          listen,
          hubs,
          hostNames,
          operationsPerMinute,
          registrationsPerMinute,
          bulkCountsEachItem,
          strictDuplicateEk,
          strictProofOfPossession,
          assigningAnswers,
          retryAfterSeconds,
          webhookLimit,
          faults,
          clock,
          random);
    }
  }
}
