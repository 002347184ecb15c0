package io.birthmark.label.printer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A queue of CUPS, or a printer that speaks IPP itself. The job bears the label's name, is followed
 * until it is completed, and can be found by that name later.
 */
public final class IppPrinter implements Printer {
  private static final String RAW = "application/vnd.cups-raw";
  private static final String OCTETS = "application/octet-stream";
  private static final String PNG = "image/png";
  private static final List<String> ZPL =
      List.of("application/vnd.zebra-zpl", "application/vnd.zebra.zpl");
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
      format = format(printer.all("document-format-supported"), label);
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
    } catch (IOException e) {
      return new Printing.Unknown(Trouble.lost(where(), String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
  }

  /**
   * The one that says most: what is only called octets a printer may refuse, for it looks inside.
   */
  private static String format(List<String> supported, byte[] label) {
    boolean zpl = label.length > 0 && label[0] == '^';
    return Stream.concat(Stream.of(RAW), zpl ? ZPL.stream() : Stream.of(PNG))
        .filter(supported::contains)
        .findFirst()
        .orElse(OCTETS);
  }

  /** By the job's name among those that are done and those that are not. */
  @Override
  public Printing lookUp(PrintJob job) {
    try {
      for (String which : List.of("completed", "not-completed")) {
        IppMessage answer =
            ask(
                request(IppMessage.GET_JOBS)
                    .keyword("which-jobs", which)
                    .keyword("requested-attributes", "all")
                    .end(new byte[0]));
        for (Map<String, List<String>> known : answer.jobs()) {
          if (known.getOrDefault("job-name", List.of()).contains(job.name())) {
            return follow(known.getOrDefault("job-id", List.of("")).get(0));
          }
        }
      }
      return new Printing.Unknown(Trouble.lost(where(), "it knows no job " + job.name()));
    } catch (IOException e) {
      return new Printing.Unknown(unreachable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Printing.Unknown(Trouble.lost(where(), "the station is stopping"));
    }
  }

  private Printing follow(String id) throws IOException, InterruptedException {
    if (!id.matches("[0-9]{1,9}")) {
      return new Printing.Unknown(Trouble.nonsense(where(), "a job without a number"));
    }
    long end = System.nanoTime() + limits.whole().toNanos();
    Trouble last = Trouble.lost(where(), "job " + id + " is not done yet");
    while (System.nanoTime() < end) {
      IppMessage job = ask(request(IppMessage.GET_JOB_ATTRIBUTES).job(id).end(new byte[0]));
      int state =
          job.first("job-state").matches("[0-9]+") ? Integer.parseInt(job.first("job-state")) : 0;
      if (state == COMPLETED) {
        return new Printing.Printed();
      }
      if (state >= CANCELLED) {
        return new Printing.Unknown(
            Trouble.lost(
                where(), "job " + id + " was given up: " + job.first("job-state-reasons")));
      }
      last = trouble(printer()).orElse(last);
      TimeUnit.NANOSECONDS.sleep(limits.pause().toNanos());
    }
    return new Printing.Unknown(last);
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
      return Optional.of(Trouble.paused(where()));
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
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(http)
                .timeout(limits.answer())
                .header("Content-Type", "application/ipp")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP status " + answer.statusCode());
    }
    return IppMessage.read(answer.body());
  }

  private Trouble unreachable(IOException e) {
    String why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    return Trouble.unreachable(where(), why);
  }

  private String where() {
    return address.toString();
  }
}
