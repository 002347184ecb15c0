package io.birthmark.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.pkcs11.module.Attributes;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Leaves on the token, of what is ours, only what belongs to one key, and gives it its usual names.
 *
 * @param id CKA_ID of the key that stays
 * @param leaf under which name its certificate stands; of no meaning for a symmetric key
 * @param above the certificates above the key's, in their order
 */
record PutInForce(Bytes id, Names.Standing leaf, List<Bytes> above) {

  PutInForce {
    above = List.copyOf(above);
  }

  /** Whether nothing is left to do. */
  boolean done(TokenSession session, Inventory inventory) {
    List<Inventory.Item> staying = staying(session, inventory);
    return inventory.ours().stream()
        .allMatch(item -> staying.contains(item) && item.standing() == Names.Standing.IN_FORCE);
  }

  /**
   * Destroys and names. Certificates go before the keys that they belong to: one without its key
   * would look like a stranger's. The leaf is named last.
   */
  void act(TokenSession session) {
    Inventory inventory = Inventory.of(session);
    List<Inventory.Item> staying = staying(session, inventory);
    inventory.ours().stream()
        .filter(item -> !staying.contains(item))
        .sorted(Comparator.comparingInt(PutInForce::turn))
        .forEach(item -> session.destroy(item.handle()));
    staying.stream()
        .filter(item -> item.standing() == Names.Standing.NEW)
        .sorted(Comparator.comparing(Inventory.Item::isLeaf))
        .forEach(
            item ->
                session.change(
                    item.handle(), new Attributes().text(CKA_LABEL, Names.inForce(item.label()))));
  }

  private List<Inventory.Item> staying(TokenSession session, Inventory inventory) {
    List<Inventory.Item> staying = new ArrayList<>();
    for (Inventory.Item item : inventory.ours()) {
      boolean stays =
          item.isRecord()
              || (item.id().equals(id)
                  && (item.isKey() || (item.isLeaf() && item.standing() == leaf)));
      if (stays) {
        staying.add(item);
      }
    }
    for (int number = 1; number <= above.size(); number++) {
      inChain(session, inventory, number).ifPresent(staying::add);
    }
    return staying;
  }

  /** By its content: naming may have been cut off half way through the chain. */
  private Optional<Inventory.Item> inChain(TokenSession session, Inventory inventory, int number) {
    Bytes wanted = above.get(number - 1);
    return inventory.ours().stream()
        .filter(Inventory.Item::isChain)
        .filter(item -> Names.inForce(item.label()).equals(Names.Standing.IN_FORCE.chain(number)))
        .sorted(Comparator.comparing(Inventory.Item::standing))
        .filter(item -> session.bytes(item.handle(), CKA_VALUE).equals(Optional.of(wanted)))
        .findFirst();
  }

  private static int turn(Inventory.Item item) {
    if (item.isLeaf()) {
      return 0;
    }
    if (item.isChain()) {
      return 1;
    }
    return item.objectClass() == CKO_PRIVATE_KEY ? 2 : 3;
  }
}
