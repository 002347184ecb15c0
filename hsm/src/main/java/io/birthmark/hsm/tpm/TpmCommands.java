package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Cost;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tss.ReqStructure;
import tss.RespStructure;
import tss.Tpm;
import tss.TpmBuffer;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.CreateResponse;
import tss.tpm.NV_ReadPublicResponse;
import tss.tpm.ReadPublicResponse;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_CC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_ST;

/**
 * TSS.Java's commands over our own transport. Its dispatch is replaced because it prints every
 * error to standard output, compares response codes by reference, spins on TPM_RC_RETRY, and keeps
 * a policy session alive that one command should consume.
 *
 * <p>Authorization is by empty password: what the station uses (owner, endorsement, its own NV
 * index, SRK) has to be without one, because the service's SDKs on the device need it so.
 */
final class TpmCommands extends Tpm {
  private static final byte CONTINUE_SESSION = 1;
  private static final byte END_SESSION = 0;
  private static final TPM_HANDLE[] NONE = {};

  private final TpmTransport transport;
  private final Map<String, Integer> counts = new TreeMap<>();
  private TPM_HANDLE[] sessions = NONE;
  private long nanosInside;
  private boolean connectionBroken;

  TpmCommands(TpmTransport transport) {
    this.transport = transport;
  }

  /** Policy sessions, in the order of the handles they authorize; the next command ends them. */
  @Override
  public Tpm _withSessions(TPM_HANDLE... handles) {
    sessions = handles;
    return this;
  }

  Cost cost() {
    return new Cost(Map.copyOf(counts), Duration.ofNanos(nanosInside));
  }

  /** Whether it is of use to say anything more: a TPM that is gone or silent stays so. */
  boolean reachable() {
    return !connectionBroken;
  }

  /** Gives back what is loaded, as long as there is a TPM to give it back to. */
  void giveBack(TPM_HANDLE loaded) {
    if (reachable()) {
      FlushContext(loaded);
    }
  }

  @Override
  protected void DispatchCommand(TPM_CC code, ReqStructure request, RespStructure response) {
    TPM_HANDLE[] authorizations = authorizations(request);
    byte[] command = marshal(code, request, authorizations);
    counts.merge(code.name(), 1, Integer::sum);
    long start = System.nanoTime();
    byte[] answer;
    try {
      answer = transport.send(command);
    } catch (ElementException e) {
      connectionBroken = true;
      throw e;
    } finally {
      nanosInside += System.nanoTime() - start;
    }
    unmarshal(code, answer, authorizations.length > 0, response);
  }

  private TPM_HANDLE[] authorizations(ReqStructure request) {
    TPM_HANDLE[] given = sessions;
    sessions = NONE;
    TPM_HANDLE[] all = new TPM_HANDLE[Math.max(given.length, request.numAuthHandles())];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < given.length ? given[i] : TPM_HANDLE.from(TPM_RH.PW);
    }
    return all;
  }

  /** TPM 2.0 Part 1, section 18.2: header, handles, authorization area, parameters. */
  private static byte[] marshal(TPM_CC code, ReqStructure request, TPM_HANDLE[] authorizations) {
    TpmBuffer buffer = new TpmBuffer();
    buffer.writeShort(authorizations.length > 0 ? TPM_ST.SESSIONS : TPM_ST.NO_SESSIONS);
    buffer.writeInt(0);
    buffer.writeInt(code.toInt());
    TPM_HANDLE[] handles = request.numHandles() == 0 ? NONE : request.getHandles();
    for (TPM_HANDLE handle : handles) {
      handle.toTpm(buffer);
    }
    if (authorizations.length > 0) {
      int sizeAt = buffer.curPos();
      buffer.writeInt(0);
      for (TPM_HANDLE session : authorizations) {
        session.toTpm(buffer);
        buffer.writeShort(0); // nonceCaller
        buffer.writeByte(isPassword(session) ? CONTINUE_SESSION : END_SESSION);
        buffer.writeShort(0); // hmac, or the empty password
      }
      buffer.writeNumAtPos(buffer.curPos() - sizeAt - 4, sizeAt);
    }
    request.toTpm(buffer);
    buffer.writeNumAtPos(buffer.curPos(), 2);
    return buffer.trim();
  }

  private static boolean isPassword(TPM_HANDLE session) {
    return session.handle == TPM_RH.PW.toInt();
  }

  /** TPM 2.0 Part 1, section 18.3: header, handle, parameters, authorization area. */
  private static void unmarshal(
      TPM_CC code, byte[] answer, boolean withSessions, RespStructure response) {
    TpmBuffer buffer = new TpmBuffer(answer);
    int tag = buffer.readShort();
    buffer.readInt();
    ResponseCode result = new ResponseCode(buffer.readInt());
    if (!result.is(ResponseCode.SUCCESS)) {
      throw new TpmResponseException(code.name(), result);
    }
    int expectedTag = (withSessions ? TPM_ST.SESSIONS : TPM_ST.NO_SESSIONS).toInt();
    if (tag != expectedTag) {
      throw nonsense(code, String.format("the tag 0x%04x", tag));
    }
    try {
      if (response == null) {
        return;
      }
      if (response.numHandles() > 0) {
        response.setHandle(TPM_HANDLE.fromTpm(buffer));
      }
      if (withSessions) {
        buffer.readInt(); // parameterSize
      }
      if (response instanceof CreatePrimaryResponse created) {
        // What follows the key tells of its making; nobody asks, and a list in it knows no bound.
        created.outPublic = buffer.createSizedObj(TPMT_PUBLIC.class);
      } else if (response instanceof CreateResponse child) {
        child.outPrivate = new TPM2B_PRIVATE(buffer.readSizedByteBuf());
        child.outPublic = buffer.createSizedObj(TPMT_PUBLIC.class);
      } else {
        if (code.equals(TPM_CC.GetCapability)) {
          boundList(buffer, answer.length);
        }
        response.initFromTpm(buffer);
      }
    } catch (RuntimeException e) {
      // TSS.Java meets bytes it cannot read with whatever exception is at hand.
      throw ElementException.lasting(TpmProblems.badResponse(code.name(), "unreadable fields"), e);
    }
    if (!buffer.isOk()) {
      throw nonsense(code, "fields that reach beyond its end");
    }
    if (lacksItsSubject(response)) {
      throw nonsense(code, "no public area");
    }
  }

  /** TSS.Java reads a structure of size zero as null. */
  private static boolean lacksItsSubject(RespStructure response) {
    return (response instanceof CreatePrimaryResponse created && created.outPublic == null)
        || (response instanceof CreateResponse child && child.outPublic == null)
        || (response instanceof ReadPublicResponse read && read.outPublic == null)
        || (response instanceof NV_ReadPublicResponse nv && nv.nvPublic == null);
  }

  /** TSS.Java reserves room for as many elements as a list says it has, before it looks. */
  private static void boundList(TpmBuffer buffer, int size) {
    int start = buffer.curPos();
    if (size < start + 9) {
      throw new IllegalArgumentException("no list");
    }
    buffer.readByte(); // moreData
    buffer.readInt(); // capability
    int count = buffer.readInt();
    if (count < 0 || count > (size - buffer.curPos()) / 4) {
      throw new IllegalArgumentException("a list of " + count);
    }
    buffer.curPos(start);
  }

  private static ElementException nonsense(TPM_CC code, String what) {
    return ElementException.lasting(TpmProblems.badResponse(code.name(), what));
  }

  @Override
  public void close() {
    connectionBroken = true;
    transport.close();
  }
}
