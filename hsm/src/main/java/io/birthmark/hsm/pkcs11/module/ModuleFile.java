package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.ElementException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the file of a module must look like before it is loaded: a library that is something else
 * takes the whole process down.
 */
final class ModuleFile {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final byte[] ENTRY = "C_GetFunctionList".getBytes(StandardCharsets.US_ASCII);
  private static final int BIG_ENDIAN = 2;
  private static final int HEADER = 20;

  /** e_machine of the ELF header, by the Java platform's name of the architecture. */
  private static final Map<String, Integer> MACHINES =
      Map.of("amd64", 62, "aarch64", 183, "arm", 40, "x86", 3, "i386", 3, "riscv64", 243);

  private static final Map<Integer, String> NAMES =
      Map.of(62, "x86-64", 183, "ARM64", 40, "32-bit ARM", 3, "32-bit x86", 243, "RISC-V");

  private ModuleFile() {}

  /**
   * The file's one true path.
   *
   * @throws ElementException when it must not be loaded
   */
  static Path checked(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ElementException.lasting(ModuleProblems.missing(file, "there is no such file"));
    }
    try {
      Path real = file.toRealPath();
      check(file, real);
      return real;
    } catch (IOException e) {
      throw ElementException.lasting(
          ModuleProblems.missing(file, "it cannot be read (" + e.getClass().getSimpleName() + ")"),
          e);
    }
  }

  private static void check(Path named, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] header = in.readNBytes(HEADER);
      for (int i = 0; i < ELF.length; i++) {
        if (header.length < HEADER || header[i] != ELF[i]) {
          throw ElementException.lasting(
              ModuleProblems.notPkcs11(named, "it is not a shared library"));
        }
      }
      int machine = machine(header);
      String architecture = System.getProperty("os.arch", "");
      Integer ours = MACHINES.get(architecture);
      if (ours != null && machine != ours) {
        throw ElementException.lasting(
            ModuleProblems.architecture(
                named,
                NAMES.getOrDefault(machine, "machine " + machine),
                NAMES.getOrDefault(ours, architecture)));
      }
      if (!contains(in)) {
        throw ElementException.lasting(
            ModuleProblems.notPkcs11(named, "it has no function C_GetFunctionList"));
      }
    }
  }

  private static int machine(byte[] header) {
    int low = header[18] & 0xff;
    int high = header[19] & 0xff;
    ByteOrder order = header[5] == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return order == ByteOrder.LITTLE_ENDIAN ? low | high << 8 : high | low << 8;
  }

  /** Reads on to the name of the function by which every module is entered (section 5.2). */
  private static boolean contains(InputStream in) throws IOException {
    byte[] block = new byte[1 << 16];
    int kept = 0;
    while (true) {
      int read = in.read(block, kept, block.length - kept);
      if (read < 0) {
        return false;
      }
      int filled = kept + read;
      if (indexOf(block, filled) >= 0) {
        return true;
      }
      kept = Math.min(ENTRY.length - 1, filled);
      System.arraycopy(block, filled - kept, block, 0, kept);
    }
  }

  private static int indexOf(byte[] block, int filled) {
    for (int start = 0; start + ENTRY.length <= filled; start++) {
      int matched = 0;
      while (matched < ENTRY.length && block[start + matched] == ENTRY[matched]) {
        matched++;
      }
      if (matched == ENTRY.length) {
        return start;
      }
    }
    return -1;
  }
}
