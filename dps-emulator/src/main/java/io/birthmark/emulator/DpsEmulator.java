package io.birthmark.emulator;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.birthmark.emulator.authority.AuthorityDesk;
import io.birthmark.emulator.device.DeviceDesk;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.enrollment.ServiceDesk;
import io.birthmark.emulator.faults.Faults;
import io.birthmark.emulator.http.Desk;
import io.birthmark.emulator.http.Operation.Side;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.sas.SharedAccess;
import io.birthmark.emulator.state.Instance;
import io.birthmark.emulator.state.StateDirectory;
import io.birthmark.emulator.state.StateException;
import io.birthmark.emulator.state.StoreJournal;
import io.birthmark.emulator.store.Durability;
import io.birthmark.emulator.store.Store;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A running emulator: all its APIs on one TLS port. */
public final class DpsEmulator implements AutoCloseable {

  private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final int BACKLOG = 512;

  private final Instance instance;
  private final Store store;
  private final Faults faults;
  private final RequestCounts requests;
  private final HttpsServer server;

  /** What has to be closed, the last opened first. */
  private final Deque<AutoCloseable> open;

  private DpsEmulator(
      Instance instance,
      Store store,
      Faults faults,
      RequestCounts requests,
      HttpsServer server,
      Deque<AutoCloseable> open) {
    this.instance = instance;
    this.store = store;
    this.faults = faults;
    this.requests = requests;
    this.server = server;
    this.open = open;
  }

  /**
   * Starts an emulator; when this returns, it answers.
   *
   * @throws StateException if the directory or the port cannot be used; the message says what to do
   */
  public static DpsEmulator start(EmulatorOptions options) throws IOException {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return options.directory().isPresent()
          ? startIn(StateDirectory.open(options.directory().get()), options, open)
          : startInMemory(options, open);
    } catch (IOException | RuntimeException e) {
      closeAll(open);
      throw e;
    }
  }

  private static DpsEmulator startInMemory(EmulatorOptions options, Deque<AutoCloseable> open)
      throws IOException {
    Instance instance = Instance.create(new RandomSource(options.random()));
    Store store = new Store(Stream.of(), Durability.NONE);
    return serve(options, instance, store, options.port().orElse(0), open);
  }

  private static DpsEmulator startIn(
      StateDirectory directory, EmulatorOptions options, Deque<AutoCloseable> open)
      throws IOException {
    open.push(directory);
    Instance instance = directory.instance(new RandomSource(options.random()));
    StoreJournal journal = directory.journal();
    open.push(journal);
    Store store = new Store(journal.known(), journal);
    int port =
        options.port().isPresent() ? options.port().getAsInt() : directory.lastPort().orElse(0);
    DpsEmulator emulator = serve(options, instance, store, port, open);
    directory.announce(instance, emulator.port());
    return emulator;
  }

  private static DpsEmulator serve(
      EmulatorOptions options, Instance instance, Store store, int port, Deque<AutoCloseable> open)
      throws IOException {
    RandomSource random = new RandomSource(options.random());
    Faults faults = new Faults(options.faults(), options.random(), options.clock());
    RequestCounts requests = new RequestCounts();
    Front front =
        new Front(
            desks(options, instance, store, faults, random),
            faults,
            requests,
            faults.clock(),
            random);
    SSLContext tls = sslContext(options, instance);
    ExecutorService workers = workers();
    open.push(workers::shutdownNow);
    HttpsServer server = bind(options, port);
    open.push(() -> server.stop(0));
    server.setHttpsConfigurator(new ModernTls(tls));
    server.setExecutor(workers);
    server.createContext("/", front);
    server.start();
    return new DpsEmulator(instance, store, faults, requests, server, open);
  }

  private static Map<Side, Desk> desks(
      EmulatorOptions options, Instance instance, Store store, Faults faults, RandomSource random) {
    SharedAccess access =
        new SharedAccess(
            List.of(instance.owner(), instance.station()), hostNames(options), faults.clock());
    ServiceDesk.Settings service =
        new ServiceDesk.Settings(
            options.hubs(),
            options.operationsPerMinute(),
            options.bulkCountsEachItem(),
            options.strictDuplicateEk());
    return Map.of(
        Side.SERVICE,
        new ServiceDesk(store, access, service, faults, faults.clock(), random),
        Side.DEVICE,
        deviceDesk(options, instance, store, faults.clock(), random),
        Side.ADMIN,
        new AuthorityDesk(store, access, faults.clock(), random));
  }

  private static Set<String> hostNames(EmulatorOptions options) {
    return Set.copyOf(
        Stream.concat(Stream.of("localhost", "127.0.0.1", "[::1]"), options.hostNames().stream())
            .toList());
  }

  private static Desk deviceDesk(
      EmulatorOptions options, Instance instance, Store store, Clock clock, RandomSource random) {
    return new DeviceDesk(
        store,
        new DeviceDesk.Settings(
            instance.idScope(),
            options.hubs(),
            options.registrationsPerMinute(),
            options.assigningAnswers(),
            options.retryAfterSeconds(),
            options.strictProofOfPossession(),
            options.webhookLimit()),
        clock,
        random);
  }

  private static HttpsServer bind(EmulatorOptions options, int port) throws IOException {
    // Without it each answer waits 40 ms for the client's delayed acknowledgement; the JDK reads it
    // once.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    InetSocketAddress address = new InetSocketAddress(options.listen(), port);
    try {
      return HttpsServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new StateException(
          "Port "
              + port
              + " on "
              + options.listen().getHostAddress()
              + " cannot be used ("
              + e.getMessage()
              + "). Stop what listens there, or choose another with --port (0 for any).",
          e);
    }
  }

  private static SSLContext sslContext(EmulatorOptions options, Instance instance) {
    List<String> names = new ArrayList<>(options.hostNames());
    names.add(0, "localhost");
    List<String> addresses = new ArrayList<>(List.of("127.0.0.1", "::1"));
    if (!options.listen().isAnyLocalAddress() && !options.listen().isLoopbackAddress()) {
      addresses.add(options.listen().getHostAddress());
    }
    return instance
        .authority()
        .issueServer(names, addresses, options.random())
        .sslContext(options.random());
  }

  private static ExecutorService workers() {
    AtomicLong number = new AtomicLong();
    return Executors.newCachedThreadPool(
        work -> {
          Thread thread = new Thread(work, "dps-emulator-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The address of both APIs, with the port. */
  public String url() {
    return "https://localhost:" + port();
  }

  public String idScope() {
    return instance.idScope();
  }

  /**
   * For the policy that may do everything; it names no port, since Microsoft's client takes none.
   */
  public String ownerConnectionString() {
    return Instance.connectionString(instance.owner());
  }

  /** For the policy that may read and write enrollments and nothing else. */
  public String stationConnectionString() {
    return Instance.connectionString(instance.station());
  }

  public String caCertificatePem() {
    return instance.authority().certificatePem();
  }

  /** What goes wrong; can be changed at any time. */
  public Faults faults() {
    return faults;
  }

  public RequestCounts requests() {
    return requests;
  }

  /** How many individual enrollments there are. */
  public int enrollments() {
    return store.size(Kind.INDIVIDUAL.table());
  }

  /** How many enrollment groups there are. */
  public int enrollmentGroups() {
    return store.size(Kind.GROUP.table());
  }

  /** How many devices have asked for a hub, individually enrolled or in a group. */
  public int registrations() {
    return store.size(Registration.TABLE);
  }

  /** Stops at once: open connections are cut. */
  @Override
  public void close() throws IOException {
    closeAll(open);
  }

  private static void closeAll(Deque<AutoCloseable> open) throws IOException {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("The emulator could not be stopped cleanly", e);
      }
    }
  }

  private static final class ModernTls extends HttpsConfigurator {

    ModernTls(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(TLS_VERSIONS);
      // Wanted, not needed: stations and operators come without one.
      tls.setWantClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }
}
