package io.birthmark.station.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.audit.AuditReport.Finding;
import io.birthmark.station.audit.HeadFolder.Kept;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.Chain;
import io.birthmark.station.journal.ChainBreak;
import io.birthmark.station.journal.Heads;
import io.birthmark.station.journal.PutBack;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One audit of a journal: walks its chain, and holds it against heads. Used once, by one thread.
 */
public final class Audit {
  /** The first schema whose events are chained. */
  public static final int SINCE_SCHEMA = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Known known;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();
  private final Deque<SignedHead> ahead = new ArrayDeque<>();
  private final Set<Bytes> keysInJournal = new HashSet<>();
  private final Set<Long> toldInJournal = new HashSet<>();
  private Bytes last = Bytes.EMPTY;
  private long events;
  private long signed;
  private long unsigned;
  private Optional<SignedHead> fits = Optional.empty();
  private final List<Restore> restores = new ArrayList<>();
  private long ofReplaced;

  /** From event {@code event} on, this is no longer the journal that there was before. */
  private record Restore(long event, Instant at, String who) {
    boolean replaced(Head head) {
      return head.events() >= event && !head.at().isAfter(at);
    }
  }

  /**
   * What is known beside the journal.
   *
   * @param station empty when nobody says whose journal it is
   * @param heads all that there are
   * @param keys SHA-256 of the public keys that may have signed them, when somebody knows; the last
   *     word, if there are any
   * @param ownKey the same of the key in the station's HSM, when it was asked
   * @param signs whether this station's heads have to be signed
   */
  public record Known(
      Optional<String> station,
      List<Kept> heads,
      Set<Bytes> keys,
      Optional<Bytes> ownKey,
      boolean signs) {
    public Known {
      heads = List.copyOf(heads);
      keys = Set.copyOf(keys);
    }
  }

  private Audit(Known known) {
    this.known = known;
  }

  /** What is to be said of a journal of a schema before {@link #SINCE_SCHEMA}. */
  public static Problem unchained(Path journal) {
    return AuditProblems.unchained(journal);
  }

  public static AuditReport of(Database journal, Known known) {
    return new Audit(known).carryOut(new Chain(journal));
  }

  private AuditReport carryOut(Chain chain) {
    List<SignedHead> heads = new ArrayList<>();
    for (Kept kept : known.heads()) {
      judge(kept).ifPresent(heads::add);
    }
    heads.stream().sorted(Comparator.comparing(head -> head.head().events())).forEach(ahead::add);
    Optional<ChainBreak> broken = chain.walk(this::take);
    broken.ifPresent(
        at ->
            findings.add(new Finding(AuditProblems.of(at, proven()), OptionalLong.of(at.event()))));
    ahead.removeIf(this::isOfReplaced);
    if (broken.isEmpty() && !ahead.isEmpty()) {
      findings.add(
          new Finding(
              AuditProblems.cutOff(events, ahead.getLast(), proven()),
              OptionalLong.of(events + 1)));
    }
    known.heads().forEach(this::judgeKey);
    note(heads);
    return new AuditReport(
        events, last, signed, unsigned, fits.map(h -> h.head().at()), findings, notes);
  }

  /** The head, if it can be one of this journal. */
  private Optional<SignedHead> judge(Kept kept) {
    if (kept.head().isEmpty()) {
      return refused(AuditProblems.notAHead(kept.name()));
    }
    SignedHead head = kept.head().get();
    if (head.isForged()) {
      return refused(AuditProblems.forged(kept.name()));
    }
    Optional<String> other =
        known.station().filter(station -> !station.equals(head.head().station()));
    if (other.isPresent()) {
      return refused(AuditProblems.otherStation(kept.name(), head.head().station(), other.get()));
    }
    return Optional.of(head);
  }

  private Optional<SignedHead> refused(Problem problem) {
    findings.add(new Finding(problem, OptionalLong.empty()));
    return Optional.empty();
  }

  private void take(Chain.Sound event) {
    events = event.id();
    last = event.hash();
    while (!ahead.isEmpty() && ahead.peek().head().events() == event.id()) {
      hold(ahead.remove(), event);
    }
    if (event.kind().equals(PutBack.KIND)) {
      restores.add(new Restore(event.id(), event.at(), event.who()));
    }
    if (event.kind().equals(Heads.KIND)) {
      event.detail().map(Audit::json).ifPresent(this::exported);
    }
  }

  private void hold(SignedHead head, Chain.Sound event) {
    if (head.head().hash().equals(event.hash())) {
      signed += head.seal().isPresent() ? 1 : 0;
      unsigned += head.seal().isPresent() ? 0 : 1;
      fits = Optional.of(head);
    } else if (!isOfReplaced(head)) {
      long sound = fits.map(h -> h.head().events()).orElse(0L);
      findings.add(
          new Finding(AuditProblems.rewritten(sound, head, proven()), OptionalLong.of(sound + 1)));
    }
  }

  /** Whether it saw a journal that a named person has replaced since by a backup. */
  private boolean isOfReplaced(SignedHead head) {
    boolean replaced = restores.stream().anyMatch(restore -> restore.replaced(head.head()));
    ofReplaced += replaced ? 1 : 0;
    return replaced;
  }

  private void exported(JsonNode detail) {
    toldInJournal.add(detail.path("events").asLong());
    if (detail.has("key")) {
      keysInJournal.add(Bytes.ofHex(detail.path("key").asText()));
    }
  }

  private static JsonNode json(String detail) {
    try {
      return JSON.readTree(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sound event holds JSON that was never written", e);
    }
  }

  /** After the walk, for the journal itself tells of the keys in its turn. */
  private void judgeKey(Kept kept) {
    Set<Bytes> may = new HashSet<>(known.keys().isEmpty() ? keysInJournal : known.keys());
    known.ownKey().ifPresent(may::add);
    boolean strange =
        kept.head()
            .filter(head -> !head.isForged())
            .flatMap(SignedHead::seal)
            .filter(seal -> !may.contains(seal.publicKey().sha256()))
            .isPresent();
    if (strange) {
      findings.add(new Finding(AuditProblems.unknownKey(kept.name()), OptionalLong.empty()));
    }
  }

  private void note(List<SignedHead> heads) {
    if (heads.isEmpty()) {
      notes.add(AuditProblems.noHeads());
    } else if (unsigned > 0 || !known.signs()) {
      notes.add(AuditProblems.unsigned());
    }
    restores.forEach(
        restore -> notes.add(AuditProblems.restored(restore.event(), restore.at(), restore.who())));
    if (ofReplaced > 0) {
      notes.add(AuditProblems.headsOfReplaced(ofReplaced));
    }
    heads.forEach(head -> toldInJournal.remove(head.head().events()));
    if (!toldInJournal.isEmpty()) {
      notes.add(AuditProblems.headsMissing(toldInJournal.size()));
    }
    if (signed > 0 && known.keys().isEmpty() && known.ownKey().isEmpty()) {
      notes.add(AuditProblems.keyNotConfirmed());
    }
  }

  private String proven() {
    return fits.map(
            head ->
                "; the head of "
                    + head.head().at()
                    + " proves what is up to event "
                    + head.head().events()
                    + ".")
        .orElse(".");
  }
}
