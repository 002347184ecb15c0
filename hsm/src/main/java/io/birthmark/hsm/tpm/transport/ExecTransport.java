package io.birthmark.hsm.tpm.transport;

import io.birthmark.hsm.ElementException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TPM behind a program of the operator's choice; what the program complains of becomes part of
 * the problem that is shown.
 */
final class ExecTransport implements TpmTransport {
  private static final Logger LOG = LoggerFactory.getLogger(ExecTransport.class);
  private static final long PATIENCE_MILLIS = 500;

  private final TpmAddress.Exec address;
  private final Process program;
  private final Thread listener;
  private volatile String lastComplaint = "";
  private boolean hasAnswered;

  private ExecTransport(TpmAddress.Exec address, Process program) {
    this.address = address;
    this.program = program;
    this.listener = new Thread(this::listen, "stderr of " + address);
    listener.setDaemon(true);
    listener.start();
  }

  static ExecTransport start(TpmAddress.Exec address) {
    try {
      return new ExecTransport(address, new ProcessBuilder(address.argv()).start());
    } catch (IOException e) {
      throw ElementException.lasting(TransportProblems.noProgram(address, Reason.of(e)), e);
    }
  }

  @Override
  public byte[] send(byte[] command) {
    try {
      program.getOutputStream().write(command);
      program.getOutputStream().flush();
      byte[] response = Framing.read(program.getInputStream(), address);
      hasAnswered = true;
      return response;
    } catch (IOException e) {
      String reason = reason(e);
      throw ElementException.passing(
          hasAnswered
              ? TransportProblems.gone(address, reason)
              : TransportProblems.absent(address, reason),
          e);
    }
  }

  private String reason(IOException e) {
    try {
      listener.join(PATIENCE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return lastComplaint.isEmpty() ? Reason.of(e) : lastComplaint;
  }

  private void listen() {
    try (BufferedReader complaints = program.errorReader()) {
      for (String line = complaints.readLine(); line != null; line = complaints.readLine()) {
        LOG.info("{}: {}", address, line);
        if (!line.isBlank()) {
          lastComplaint = line.strip();
        }
      }
    } catch (IOException e) {
      LOG.debug("the program behind a TPM was ended while it spoke", e);
    }
  }

  /** The end of its input tells the program to end; one that does not listen is killed. */
  @Override
  public void close() {
    Closing.quietly(program.getOutputStream());
    try {
      if (!program.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        kill();
        boolean unused = program.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** With what it started itself: a shell that is killed leaves its children behind. */
  private void kill() {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    program.destroyForcibly();
  }
}
