package io.birthmark.hsm.tpm;

import io.birthmark.hsm.ElementException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tss.tpm.GetCapabilityResponse;
import tss.tpm.TPML_HANDLE;
import tss.tpm.TPML_TAGGED_TPM_PROPERTY;
import tss.tpm.TPMS_TAGGED_PROPERTY;
import tss.tpm.TPM_CAP;
import tss.tpm.TPM_HANDLE;

/** What a TPM says that is in it (TPM2_GetCapability). */
final class Inventory {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private static final int ALL_PROPERTIES_FROM = 0x100;
  private static final int MOST = 127;

  /** More than any TPM has room for; one that names more never comes to an end. */
  private static final int MOST_HANDLES = 4096;

  private static final int NV_HANDLES = 0x01000000;
  private static final int LOADED_SESSIONS = 0x02000000;
  private static final int TRANSIENT_OBJECTS = 0x80000000;
  private static final int PERSISTENT_OBJECTS = 0x81000000;

  private final TpmCommands tpm;

  Inventory(TpmCommands tpm) {
    this.tpm = tpm;
  }

  TpmFacts facts() {
    Map<Integer, Integer> properties = new HashMap<>(properties(ALL_PROPERTIES_FROM));
    if (!properties.containsKey(TpmFacts.STARTUP_CLEAR)) {
      properties.putAll(properties(TpmFacts.PERMANENT));
    }
    return new TpmFacts(properties);
  }

  private Map<Integer, Integer> properties(int from) {
    GetCapabilityResponse response = tpm.GetCapability(TPM_CAP.TPM_PROPERTIES, from, MOST);
    Map<Integer, Integer> properties = new HashMap<>();
    if (response.capabilityData instanceof TPML_TAGGED_TPM_PROPERTY list) {
      for (TPMS_TAGGED_PROPERTY property : list.tpmProperty) {
        properties.put(property.property.toInt(), property.value);
      }
    }
    return properties;
  }

  Set<Integer> nvIndices() {
    return handles(NV_HANDLES);
  }

  Set<Integer> persistentObjects() {
    return handles(PERSISTENT_OBJECTS);
  }

  private Set<Integer> handles(int from) {
    Set<Integer> handles = new TreeSet<>();
    int next = from;
    while (true) {
      GetCapabilityResponse response = tpm.GetCapability(TPM_CAP.HANDLES, next, MOST);
      int before = handles.size();
      if (response.capabilityData instanceof TPML_HANDLE list) {
        for (TPM_HANDLE handle : list.handle) {
          handles.add(handle.handle);
          next = handle.handle + 1;
        }
      }
      if (handles.size() > MOST_HANDLES) {
        throw ElementException.lasting(
            TpmProblems.badResponse("GetCapability", "handles without end"));
      }
      if (response.moreData == 0 || handles.size() == before) {
        return handles;
      }
    }
  }

  /** Throws out what a run that was cut off left loaded. */
  void flushLeftovers() {
    for (int kind : List.of(TRANSIENT_OBJECTS, LOADED_SESSIONS)) {
      for (int handle : handles(kind)) {
        LOG.info("flushing {}, left loaded by a run that was cut off", Handles.hex(handle));
        tpm.FlushContext(TPM_HANDLE.from(handle));
      }
    }
  }
}
