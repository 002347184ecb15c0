package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_APPLICATION;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DESTROYABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_MODIFIABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_DATA;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.util.List;
import java.util.Optional;

/**
 * The identity record as a data object: anyone reads it without a PIN, and nobody changes or
 * destroys it, as far as the token knows such attributes.
 */
final class RecordObject {
  private RecordObject() {}

  /** What stands under the record's name. */
  sealed interface Found {
    record Nothing() implements Found {}

    /**
     * @param destroyable whether it can give way to another without erasing the token
     */
    record Valid(IdentityRecord record, boolean destroyable) implements Found {}

    record Unfit(io.birthmark.hsm.Problem problem) implements Found {}
  }

  static Found find(TokenSession session) {
    List<Long> handles =
        session.find(new Attributes().number(CKA_CLASS, CKO_DATA).text(CKA_LABEL, Names.RECORD));
    if (handles.isEmpty()) {
      return new Found.Nothing();
    }
    if (handles.size() > 1) {
      return new Found.Unfit(Pkcs11Problems.severalRecords(handles.size()));
    }
    long handle = handles.get(0);
    Bytes value = session.bytes(handle, CKA_VALUE).orElse(Bytes.EMPTY);
    IdentityRecord.Reading reading = IdentityRecord.read(value);
    if (reading instanceof IdentityRecord.Reading.Unreadable unreadable) {
      return new Found.Unfit(Pkcs11Problems.unreadableRecord(unreadable.why()));
    }
    return new Found.Valid(
        ((IdentityRecord.Reading.Valid) reading).record(),
        session.flag(handle, CKA_DESTROYABLE).orElse(true));
  }

  static Optional<IdentityRecord> read(TokenSession session) {
    return find(session) instanceof Found.Valid valid
        ? Optional.of(valid.record())
        : Optional.empty();
  }

  static void destroy(TokenSession session) {
    for (Inventory.Item item : Inventory.of(session).records()) {
      session.destroy(item.handle());
    }
  }

  static void write(TokenSession session, IdentityRecord record) {
    long unused =
        session.create(
            new Attributes()
                .number(CKA_CLASS, CKO_DATA)
                .flag(CKA_TOKEN, true)
                .flag(CKA_PRIVATE, false)
                .text(CKA_LABEL, Names.RECORD)
                .text(CKA_APPLICATION, Names.APPLICATION)
                .bytes(CKA_VALUE, record.toBytes()),
            List.of(
                new Attributes().flag(CKA_MODIFIABLE, false),
                new Attributes().flag(CKA_DESTROYABLE, false)));
  }

  /** Throws when the token does not show exactly {@code record}. */
  static void require(TokenSession session, IdentityRecord record) {
    IdentityRecord found =
        read(session)
            .orElseThrow(
                () ->
                    ElementException.lasting(
                        Pkcs11Problems.readBackDiffers("there is no record that can be read")));
    List<String> differences = found.differences(record);
    if (!differences.isEmpty()) {
      throw ElementException.lasting(
          Pkcs11Problems.readBackDiffers("the record in " + String.join(", ", differences)));
    }
  }
}
