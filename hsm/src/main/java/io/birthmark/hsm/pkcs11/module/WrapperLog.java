package io.birthmark.hsm.pkcs11.module;

import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.Logger;

/** The wrapper's own log, which would go to the standard output, led to where ours goes. */
final class WrapperLog implements Logger {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("pkcs11.wrapper");

  @Override
  public void error(String format, Object... arguments) {
    LOG.error(format, arguments);
  }

  @Override
  public void warn(String format, Object... arguments) {
    LOG.warn(format, arguments);
  }

  /** A licence banner and a line for each session: nothing that a station's log needs. */
  @Override
  public void info(String format, Object... arguments) {
    LOG.debug(format, arguments);
  }

  @Override
  public void debug(String format, Object... arguments) {
    LOG.trace(format, arguments);
  }

  @Override
  public void trace(String format, Object... arguments) {
    LOG.trace(format, arguments);
  }

  @Override
  public boolean isWarnEnabled() {
    return LOG.isWarnEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return LOG.isDebugEnabled();
  }

  /** Never: at this level it would print arguments, among them PINs. */
  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }
}
