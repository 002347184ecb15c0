package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Fuzz;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.issuer.Issuer;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes from outside, changed at random: a problem may come out of them, nothing else. */
@Timeout(300)
class HostileTpmTest {
  private static final Line LINE = new Line();

  /** That a shutdown is refused is worth a warning on a line; here it is the point. */
  private static final Logger LOG = Logger.getLogger(TpmElement.class.getName());

  private static final int RUNS = 3000;
  private static final int MOST_COMMANDS = 5000;
  private static final int[] TELLING_NUMBERS = {
    0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00FFFFFF, 0x0000FFFF, 0x7FFF, 0x8000
  };

  private static final Map<Attestation, List<Exchange>> TALKS = new EnumMap<>(Attestation.class);
  private static final RememberingIssuer ISSUER = new RememberingIssuer();
  private static byte[] certificate = {};

  private static List<Exchange> talk(Attestation attestation) {
    return Objects.requireNonNull(TALKS.get(attestation));
  }

  private record Exchange(int code, Bytes response) {}

  /** Gives the same numbers in every run, so that the recorded answers fit. */
  private static final class FixedNumbers extends SecureRandom {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 7);
    }
  }

  /** Gives the same certificate in every run, for the key of the recorded talk. */
  private static final class RememberingIssuer implements Issuer {
    private Optional<CertificateChain> given = Optional.empty();

    @Override
    public CertificateChain certify(CertificateRequest request, String registrationId) {
      given =
          given.or(
              () ->
                  Optional.of(
                      Line.ISSUER.certify(
                          registrationId,
                          SubjectPublicKeyInfo.getInstance(request.publicKey().toArray()))));
      return given.orElseThrow();
    }

    @Override
    public boolean stillGood(CertificateChain chain, String registrationId) {
      return true;
    }

    @Override
    public SecretBytes derive(String groupKey, String registrationId) {
      return Line.ISSUER.derive(groupKey, registrationId);
    }
  }

  @BeforeAll
  static void recordTheTalks() {
    LOG.setLevel(Level.OFF);
    for (Attestation attestation : Attestation.values()) {
      recordATalk(attestation);
    }
  }

  private static void recordATalk(Attestation attestation) {
    List<Exchange> talk = new ArrayList<>();
    TALKS.put(attestation, talk);
    try (SoftwareTpm tpm = LINE.bareCopy()) {
      certificate = new MakersNv(tpm).certificate();
      TpmTransport recorder =
          new Tap(
              Line.open(tpm),
              (number, command, onward) -> {
                byte[] response = onward.send(command);
                talk.add(new Exchange(Tap.code(command), Bytes.of(response)));
                return response;
              });
      assertThat(run(recorder, LINE.require(), attestation)).isEqualTo("went through");
    }
  }

  @AfterAll
  static void removeLine() {
    LOG.setLevel(null);
    LINE.close();
  }

  /** How a whole run ends; anything but a problem or a result flies on. */
  private static String run(TpmTransport transport, EkPolicy policy, Attestation attestation) {
    TpmElement element = new TpmElement(transport, policy, Handles.RECORD, new FixedNumbers());
    try (element) {
      Wanted wanted = Line.wanted(Line.record("000510", attestation));
      Identification.Fit unused = Line.fit(element);
      Line.carryOut(Line.ready(element.plan(wanted)), "press-000510", ISSUER);
      assertThat(element.readBack().record()).isNotNull();
      return "went through";
    } catch (ElementException e) {
      return e.problem().code();
    } catch (AssertionError e) {
      // Line's way to say that the device is unfit or the plan refused.
      assertThat(e.getMessage()).containsAnyOf("Unfit[", "Refused[");
      return "refused";
    }
  }

  /** Answers each kind of command with its recorded answers in turn, the last one for ever. */
  private static final class Replay implements TpmTransport {
    private final Map<Integer, Deque<Bytes>> answers = new HashMap<>();
    private int sent;

    Replay(List<Exchange> talk) {
      for (Exchange exchange : talk) {
        answers.computeIfAbsent(exchange.code(), c -> new ArrayDeque<>()).add(exchange.response());
      }
    }

    @Override
    public byte[] send(byte[] command) {
      if (++sent > MOST_COMMANDS) {
        throw new IllegalStateException("the talk does not end");
      }
      Deque<Bytes> queue = answers.get(Tap.code(command));
      if (queue == null) {
        return Tap.refusal(0x143 /* COMMAND_CODE */);
      }
      return (queue.size() > 1 ? queue.remove() : queue.element()).toArray();
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @EnumSource
  void theRecordedTalkGoesThroughUnchanged(Attestation attestation) {
    assertThat(run(new Replay(talk(attestation)), LINE.require(), attestation))
        .isEqualTo("went through");
  }

  @ParameterizedTest
  @EnumSource
  void noResponseBreaksARun(Attestation attestation) {
    Map<String, Integer> ends = new HashMap<>();
    List<EkPolicy> policies = List.of(LINE.require(), new EkPolicy.Off());
    Fuzz.rounds(
        "TPM responses, " + attestation.word(),
        RUNS,
        random -> {
          List<Exchange> talk = new ArrayList<>(talk(attestation));
          int changed = random.nextInt(talk.size());
          Exchange exchange = talk.get(changed);
          Bytes response = Bytes.of(mutated(exchange.response().toArray(), random));
          talk.set(changed, new Exchange(exchange.code(), response));
          EkPolicy policy = policies.get(random.nextInt(policies.size()));
          ends.merge(run(new Replay(talk), policy, attestation), 1, Integer::sum);
        });
    // That the changes reach every layer, and do not all end at the first look.
    assertThat(ends).containsKeys("went through", "refused", "tpm.nonsense", "tpm.refused-command");
  }

  private static byte[] mutated(byte[] response, Random random) {
    byte[] copy = response.clone();
    int body = Math.max(1, copy.length - 6);
    switch (random.nextInt(5)) {
      case 0 -> copy[6 + random.nextInt(body)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      case 2 -> {
        int number = TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)];
        ByteBuffer.wrap(copy).putInt(random.nextInt(copy.length - 3), number);
      }
      case 3 -> copy = Arrays.copyOf(copy, 10 + random.nextInt(copy.length));
      default -> {
        int from = Math.min(10, copy.length - 1);
        byte[] noise = new byte[random.nextInt(copy.length - from) + 1];
        random.nextBytes(noise);
        int at = from + random.nextInt(copy.length - from - noise.length + 1);
        System.arraycopy(noise, 0, copy, at, noise.length);
      }
    }
    // The transport has seen to it that the size in the header is true.
    return ByteBuffer.wrap(copy).putInt(2, copy.length).array();
  }

  @Test
  void handlesWithoutEndComeToAnEnd() {
    try (SoftwareTpm tpm = LINE.copy();
        TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    (number, command, onward) -> {
                      ByteBuffer asked = ByteBuffer.wrap(command);
                      boolean handles = Tap.code(command) == 0x17A && asked.getInt(10) == 1;
                      return handles ? oneMoreHandle(asked.getInt(14)) : onward.send(command);
                    }))) {
      assertThat(Line.brokenOff(element::identify)).isEqualTo("tpm.nonsense");
    }
  }

  private static byte[] oneMoreHandle(int handle) {
    return ByteBuffer.allocate(23)
        .putShort((short) 0x8001)
        .putInt(23)
        .putInt(0)
        .put((byte) 1)
        .putInt(1)
        .putInt(1)
        .putInt(handle)
        .array();
  }

  @Test
  void noCertificateBreaksTheJudgement() {
    EkRoots roots = EkRoots.load(LINE.roots());
    AtomicInteger parsed = new AtomicInteger();
    Fuzz.rounds(
        "EK certificate",
        RUNS,
        random -> {
          byte[] bytes = mutated(certificate, random);
          ByteBuffer.wrap(bytes).putInt(2, ByteBuffer.wrap(certificate).getInt(2));
          try {
            EkCertificate read = EkCertificate.parse(Bytes.of(bytes));
            parsed.incrementAndGet();
            assertThat(read.modulusBytes()).isNotNull();
            assertThat(roots.distrusts(read.certificate())).isNotNull();
            assertThat(read.issuer()).isNotNull();
          } catch (CertificateException e) {
            assertThat(e.getMessage()).startsWith("it");
          }
        });
    assertThat(parsed).hasValueGreaterThan(RUNS / 20);
  }

  @Test
  void noChallengeBreaksTheReading() {
    byte[] whole = challenge();
    AtomicInteger read = new AtomicInteger();
    Fuzz.rounds(
        "the service's challenge",
        RUNS,
        random -> {
          byte[] bytes = whole.clone();
          int number = TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)];
          ByteBuffer.wrap(bytes).putShort(random.nextInt(bytes.length - 1), (short) number);
          if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          }
          try {
            Challenge challenge = Challenge.read(Bytes.of(bytes));
            read.incrementAndGet();
            assertThat(challenge.area().toBytes()).isNotEmpty();
          } catch (ElementException e) {
            assertThat(e.problem().code()).isEqualTo("tpm.bad-challenge");
          }
        });
    assertThat(read).hasValueGreaterThan(RUNS / 20);
  }

  /** The shape of what the service sends; nobody opens it here. */
  static byte[] challenge() {
    byte[] area = PublicArea.of(Templates.srk()).tpm2b().toArray();
    ByteBuffer parts = ByteBuffer.allocate(2 + 68 + 2 + 256 + 2 + 80 + 2 + 256 + area.length);
    parts.putShort((short) 68).putShort((short) 32).put(new byte[32]).put(new byte[34]);
    parts.putShort((short) 256).put(new byte[256]).putShort((short) 80).put(new byte[80]);
    return parts.putShort((short) 256).put(new byte[256]).put(area).array();
  }

  @Test
  void noAddressBreaksTheReading() {
    String[] words = {
      "tcp:", "unix:", "exec:", "/", "dev", "'", "\"", " ", ":", "99999", "\0", "é"
    };
    Fuzz.rounds(
        "a TPM's address",
        RUNS,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(words[random.nextInt(words.length)]);
          }
          try {
            assertThat(TpmAddress.parse(text.toString()).toString()).isNotEmpty();
          } catch (IllegalArgumentException e) {
            assertThat(e).message().isNotEmpty();
          }
        });
  }
}
