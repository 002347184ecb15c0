package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.Refusal;
import java.util.Optional;

/** Refuses single enrollments on purpose; asked once for each that is about to be written. */
public interface ItemFaults {

  Optional<Refusal> refusalOf(Operation operation, String id);
}
