package io.birthmark.endtoend;

import io.birthmark.hsm.Bytes;
import java.util.Set;

/** The commands of the TPM 2.0 library, part 3, after which a TPM is not what it was. */
final class TpmWrites {
  private static final Set<String> CODES =
      Set.of(
          "00000120", // EvictControl
          "00000121", // HierarchyControl
          "00000122", // NV_UndefineSpace
          "00000126", // Clear
          "00000129", // HierarchyChangeAuth
          "0000012a", // NV_DefineSpace
          "00000134", // NV_Increment
          "00000135", // NV_SetBits
          "00000136", // NV_Extend
          "00000137", // NV_Write
          "00000138", // NV_WriteLock
          "0000014f"); // NV_ReadLock

  private TpmWrites() {}

  /** Whether it is one of them; the code follows the tag and the size. */
  static boolean is(Bytes command) {
    return command.size() >= 10 && CODES.contains(command.slice(6, 10).hex());
  }
}
