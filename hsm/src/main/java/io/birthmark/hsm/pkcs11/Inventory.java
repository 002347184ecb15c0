package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_CERTIFICATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_DATA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PUBLIC_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What stands on a token.
 *
 * @param ours the objects that bear our names
 * @param others how many there are beside them
 */
record Inventory(List<Item> ours, int others) {
  private static final Set<Long> KEYS = Set.of(CKO_PRIVATE_KEY, CKO_PUBLIC_KEY, CKO_SECRET_KEY);

  Inventory {
    ours = List.copyOf(ours);
  }

  /** One object. */
  record Item(long handle, long objectClass, String label, Bytes id) {
    Names.Standing standing() {
      return Names.standing(label);
    }

    boolean isKey() {
      return KEYS.contains(objectClass) && Names.isKey(label);
    }

    boolean isLeaf() {
      return objectClass == CKO_CERTIFICATE && Names.isKey(label);
    }

    boolean isChain() {
      return objectClass == CKO_CERTIFICATE && Names.isChain(label);
    }

    boolean isRecord() {
      return objectClass == CKO_DATA && label.equals(Names.RECORD);
    }

    private boolean isOurs() {
      return isKey() || isLeaf() || isChain() || isRecord();
    }
  }

  static final Inventory EMPTY = new Inventory(List.of(), 0);

  static Inventory of(TokenSession session) {
    List<Item> ours = new ArrayList<>();
    int others = 0;
    for (long handle : session.find(new Attributes().flag(CKA_TOKEN, true))) {
      Item item =
          new Item(
              handle,
              session.number(handle, CKA_CLASS).orElse(-1L),
              session.text(handle, CKA_LABEL).orElse(""),
              session.bytes(handle, CKA_ID).orElse(Bytes.EMPTY));
      if (item.isOurs()) {
        ours.add(item);
      } else {
        others++;
      }
    }
    return new Inventory(ours, others);
  }

  List<Item> keys(long objectClass) {
    return ours.stream().filter(item -> item.isKey() && item.objectClass() == objectClass).toList();
  }

  List<Item> leaves() {
    return ours.stream().filter(Item::isLeaf).toList();
  }

  List<Item> records() {
    return ours.stream().filter(Item::isRecord).toList();
  }

  /** Under which names a new object of an identity is made. */
  Names.Standing forNew() {
    return ours.stream()
            .anyMatch(item -> !item.isRecord() && item.standing() == Names.Standing.IN_FORCE)
        ? Names.Standing.NEW
        : Names.Standing.IN_FORCE;
  }
}
