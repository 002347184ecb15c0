package io.birthmark.station.floor.kernel;

import java.io.IOException;
import java.io.Serial;
import java.util.Map;

/** The kernel refused something of a device file. */
public final class KernelException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** Why, as far as it makes a difference to a person. */
  public enum Reason {
    ABSENT,
    FORBIDDEN,
    BUSY,
    WRONG_KIND,
    GONE,
    OTHER
  }

  /** EPERM, ENOENT, ENXIO, EACCES, EBUSY, ENODEV, EINVAL, ENOTTY. */
  private static final Map<Integer, Reason> REASONS =
      Map.of(
          1, Reason.FORBIDDEN,
          2, Reason.ABSENT,
          6, Reason.ABSENT,
          13, Reason.FORBIDDEN,
          16, Reason.BUSY,
          19, Reason.GONE,
          22, Reason.WRONG_KIND,
          25, Reason.WRONG_KIND);

  private final Reason reason;

  private KernelException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static KernelException of(int errno, Throwable cause) {
    return new KernelException(
        REASONS.getOrDefault(errno, Reason.OTHER), String.valueOf(cause.getMessage()), cause);
  }

  static KernelException endOfFile() {
    return new KernelException(Reason.GONE, "end of file", new IOException("end of file"));
  }

  public Reason reason() {
    return reason;
  }
}
