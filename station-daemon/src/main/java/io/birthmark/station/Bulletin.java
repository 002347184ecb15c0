package io.birthmark.station;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.StorageException;
import io.birthmark.station.enrollment.UploadState;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.run.RunReport;
import io.birthmark.station.run.SlotWatcher;
import io.birthmark.station.systemd.ServiceManager;
import io.birthmark.station.verb.StationParts.Uploading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service manager how the station is, in words, whenever that has changed. */
final class Bulletin implements SlotWatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bulletin.class);

  private static final long LOOK_SECONDS = 5;
  private static final long END_MILLIS = 2000;

  private final Station station;
  private final ServiceManager manager;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "bulletin");
  private volatile String remark = "";

  Bulletin(Station station, ServiceManager manager) {
    this.station = station;
    this.manager = manager;
  }

  /** Nobody asks the journal for what nobody hears. */
  void start() {
    if (manager.listens()) {
      station.slots().watch(this);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** What stays to be said until it is replaced; empty for nothing. */
  void remark(String words) {
    remark = words;
    news.release();
  }

  @Override
  public void began(String slot) {
    news.release();
  }

  @Override
  public void ended(RunReport report) {
    news.release();
  }

  private void run() {
    String told = "";
    try {
      while (true) {
        String now = words();
        if (!now.equals(told)) {
          manager.status(now);
          told = now;
        }
        // The end of a run comes a moment before its slot is free: one more look after each news.
        boolean rung = news.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
        if (rung) {
          Thread.sleep(100);
          int unused = news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: the last word is "stopping".
      Thread.currentThread().interrupt();
    }
  }

  /** The station in a line. */
  String words() {
    List<String> parts = new ArrayList<>();
    List<String> busy = station.slots().names().stream().filter(station.slots()::busy).toList();
    parts.add(busy.isEmpty() ? "Ready" : "Working in slot " + String.join(", ", busy));
    parts.add(enrollment());
    if (!remark.isEmpty()) {
      parts.add(remark);
    }
    return String.join(". ", parts) + ".";
  }

  private String enrollment() {
    if (station.uploading() instanceof Uploading.Impossible impossible) {
      return "Nothing is enrolled (" + impossible.problem().code() + ")";
    }
    try {
      UploadState state = ((Uploading.Possible) station.uploading()).uploader().state();
      return words(state.backlog()) + silence(state);
    } catch (StorageException e) {
      LOG.debug("the bulletin is without the backlog", e);
      return "The journal does not answer (" + e.problem().code() + ")";
    }
  }

  private static String words(Backlog backlog) {
    long waiting = backlog.waiting() + backlog.uncovered().devices();
    String text = waiting == 0 ? "Everything is enrolled" : waiting + " waiting to be enrolled";
    return backlog.quarantined() == 0 ? text : text + ", " + backlog.quarantined() + " quarantined";
  }

  private static String silence(UploadState state) {
    Optional<String> since = state.offlineSince().map(at -> "; the service is silent since " + at);
    return since
        .or(() -> state.problem().map(Problem::code).map(code -> "; held up by " + code))
        .orElse("");
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      // It may be asking the journal, which is about to be closed.
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
