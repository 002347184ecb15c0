package io.birthmark.label.printer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A queue of CUPS, or a printer that speaks IPP itself. The job bears the label's name, is followed
 * until it is completed, and can be found by that name later.
 */
public final class IppPrinter implements Printer {
  private static final String RAW = "application/vnd.cups-raw";
  private static final String OCTETS = "application/octet-stream";
  private static final List<String> PNG = List.of("image/png", RAW);
  private static final List<String> ZPL =
      List.of(RAW, "application/vnd.zebra-zpl", "application/vnd.zebra.zpl");

  /** With these a job that is completed may not be on paper. */
  private static final Set<String> NOT_SURE =
      Set.of("job-completed-with-errors", "queued-in-device");

  private static final int LONGEST_ANSWER = 8 << 20;
  private static final int COMPLETED = 9;
  private static final int CANCELLED = 7;
  private static final int STOPPED = 5;

  private final URI address;
  private final URI http;
  private final PrinterLimits limits;
  private final HttpClient client;

  /**
   * A printer.
   *
   * @param address {@code ipp://HOST:PORT/printers/QUEUE}
   */
  public IppPrinter(URI address, PrinterLimits limits) {
    this.address = address;
    int port = address.getPort() < 0 ? 631 : address.getPort();
    this.http = URI.create("http://" + address.getHost() + ":" + port + address.getRawPath());
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.answer())
            .build();
  }

  @Override
  public Optional<Trouble> trouble() {
    try {
      return trouble(printer());
    } catch (IOException e) {
      return Optional.of(unreachable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Trouble.unreachable(where(), "the station is stopping"));
    }
  }

  @Override
  public Printing print(PrintJob job, byte[] label) {
    String format;
    try {
      IppMessage printer = printer();
      Optional<Trouble> trouble = trouble(printer);
      if (trouble.isPresent()) {
        return new Printing.NotPrinted(trouble.get());
      }
      Optional<String> known = format(printer.all("document-format-supported"), label);
      if (known.isEmpty()) {
        return new Printing.NotPrinted(Trouble.refused(where(), "it takes no PNG"));
      }
      format = known.get();
    } catch (IOException e) {
      return new Printing.NotPrinted(unreachable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.NotPrinted(Trouble.unreachable(where(), "the station is stopping"));
    }
    try {
      IppMessage answer =
          ask(
              request(IppMessage.PRINT_JOB)
                  .name("job-name", job.name())
                  .mimeType("document-format", format)
                  .end(label));
      return answer.successful()
          ? follow(answer.first("job-id"))
          : new Printing.NotPrinted(
              Trouble.refused(where(), String.format("IPP status 0x%04x", answer.status())));
    } catch (HttpRefusal e) {
      return new Printing.NotPrinted(Trouble.refused(where(), reason(e)));
    } catch (IOException e) {
      return new Printing.Unknown(Trouble.lost(where(), reason(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
  }

  /**
   * The one that says most: what is only called octets a printer may refuse, for it looks inside. A
   * queue with a driver takes a picture as one, and would print its bytes if it came raw.
   */
  private static Optional<String> format(List<String> supported, byte[] label) {
    boolean zpl = label.length > 0 && label[0] == '^';
    List<String> wanted = zpl ? ZPL : PNG;
    return wanted.stream()
        .filter(supported::contains)
        .findFirst()
        .or(() -> zpl ? Optional.of(OCTETS) : Optional.empty());
  }

  @Override
  public Printing lookUp(PrintJob job) {
    try {
      Optional<String> id = find(job, "completed");
      id = id.isPresent() ? id : find(job, "not-completed");
      return id.isPresent()
          ? follow(id.get())
          : new Printing.Unknown(Trouble.lost(where(), "it knows no job " + job.name()));
    } catch (IOException e) {
      return new Printing.Unknown(unreachable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
  }

  @Override
  public Optional<Trouble> pending(PrintJob job) {
    try {
      return find(job, "not-completed").map(id -> Trouble.pending(where()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * The number of the job of this name among those that are done, or those that are not. Of a job
   * that is done for a minute CUPS knows the name only when it has to look it up on its disk: for
   * {@code time-at-completed} it does, for {@code all} it does not.
   */
  private Optional<String> find(PrintJob job, String which)
      throws IOException, InterruptedException {
    IppMessage answer =
        ask(
            request(IppMessage.GET_JOBS)
                .keyword("which-jobs", which)
                .keyword("requested-attributes", "job-id")
                .more("job-name")
                .more("time-at-completed")
                .end(new byte[0]));
    return answer.jobs().stream()
        .filter(known -> known.getOrDefault("job-name", List.of()).contains(job.name()))
        .map(known -> known.getOrDefault("job-id", List.of("")).get(0))
        .findFirst();
  }

  private Printing follow(String id) throws IOException, InterruptedException {
    if (!id.matches("[0-9]{1,9}")) {
      return new Printing.Unknown(Trouble.nonsense(where(), "a job without a number"));
    }
    long end = System.nanoTime() + limits.whole().toNanos();
    Trouble last = Trouble.lost(where(), "job " + id + " is not done yet");
    while (System.nanoTime() < end) {
      try {
        IppMessage job = ask(request(IppMessage.GET_JOB_ATTRIBUTES).job(id).end(new byte[0]));
        Optional<Printing> ended = ended(id, job);
        if (ended.isPresent()) {
          return ended.get();
        }
        last = trouble(printer()).orElse(last);
      } catch (IOException e) {
        // The job has a number: to ask for it again is no second label.
        last = Trouble.lost(where(), reason(e));
      }
      TimeUnit.NANOSECONDS.sleep(limits.pause().toNanos());
    }
    return new Printing.Unknown(last);
  }

  private Optional<Printing> ended(String id, IppMessage job) {
    String state = job.first("job-state");
    List<String> reasons = job.all("job-state-reasons");
    int ended = state.matches("[0-9]{1,4}") ? Integer.parseInt(state) : 0;
    if (ended < CANCELLED) {
      return Optional.empty();
    }
    if (ended == COMPLETED && reasons.stream().noneMatch(NOT_SURE::contains)) {
      return Optional.of(new Printing.Printed());
    }
    String what = ended == COMPLETED ? " is done, but: " : " was given up: ";
    return Optional.of(
        new Printing.Unknown(
            Trouble.lost(where(), "job " + id + what + String.join(", ", reasons))));
  }

  private Optional<Trouble> trouble(IppMessage printer) {
    if (!printer.successful()) {
      return Optional.of(
          Trouble.refused(where(), String.format("IPP status 0x%04x", printer.status())));
    }
    String reasons = String.join(" ", printer.all("printer-state-reasons"));
    if (reasons.contains("media-empty") || reasons.contains("media-needed")) {
      return Optional.of(Trouble.paper(where()));
    }
    if (reasons.contains("cover-open") || reasons.contains("door-open")) {
      return Optional.of(Trouble.headOpen(where()));
    }
    if (reasons.contains("marker-supply-empty") || reasons.contains("toner-empty")) {
      return Optional.of(Trouble.ribbon(where()));
    }
    boolean stopped = printer.first("printer-state").equals(Integer.toString(STOPPED));
    if (stopped || reasons.contains("paused")) {
      return Optional.of(Trouble.paused(where(), printer.first("printer-state-message")));
    }
    return printer.first("printer-is-accepting-jobs").equals("\0")
        ? Optional.of(Trouble.refused(where(), "its queue takes no jobs"))
        : Optional.empty();
  }

  private IppMessage printer() throws IOException, InterruptedException {
    return ask(request(IppMessage.GET_PRINTER_ATTRIBUTES).end(new byte[0]));
  }

  private IppMessage.Request request(int operation) {
    return new IppMessage.Request(operation, address.toString());
  }

  private IppMessage ask(byte[] request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(http)
                .timeout(limits.answer())
                .header("Content-Type", "application/ipp")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    // The client's own limit ends with the head of the answer.
    try (InputStream body = answer.body();
        Deadline unused = Deadline.in(limits.answer(), () -> close(body))) {
      int status = answer.statusCode();
      if (status >= 400 && status < 500) {
        throw new HttpRefusal("HTTP status " + status);
      }
      if (status != 200) {
        throw new IOException("HTTP status " + status);
      }
      return IppMessage.read(body.readNBytes(LONGEST_ANSWER));
    }
  }

  /** What was asked for was not done. */
  private static final class HttpRefusal extends IOException {
    private static final long serialVersionUID = 1;

    HttpRefusal(String message) {
      super(message);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Trouble unreachable(IOException e) {
    return e instanceof HttpRefusal
        ? Trouble.refused(where(), reason(e))
        : Trouble.unreachable(where(), reason(e));
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private String where() {
    return address.toString();
  }
}
