package io.birthmark.station.config;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What two ways of writing a device have in common when they mean the same one. It sees through
 * links, and through {@code /dev/tpm0} and {@code /dev/tpmrm0} being two doors to one chip; what it
 * cannot see, such as one chip behind two addresses, the EK tells later.
 */
record DeviceIdentity(String what) {
  private static final Pattern KERNEL_TPM = Pattern.compile("/dev/tpm(?:rm)?([0-9]+)");

  static DeviceIdentity of(TpmAddress address) {
    if (address instanceof TpmAddress.Unix unix) {
      return new DeviceIdentity("unix:" + real(unix.path()));
    }
    if (address instanceof TpmAddress.Exec exec) {
      return new DeviceIdentity("exec:" + String.join("\0", exec.argv()));
    }
    if (!(address instanceof TpmAddress.Device device)) {
      return new DeviceIdentity(address.toString().toLowerCase(Locale.ROOT));
    }
    String path = real(device.path()).toString();
    Matcher kernel = KERNEL_TPM.matcher(path);
    return new DeviceIdentity(kernel.matches() ? "kernel TPM " + kernel.group(1) : path);
  }

  private static Path real(Path written) {
    try {
      return written.toRealPath();
    } catch (IOException e) {
      return written.normalize();
    }
  }
}
