package io.birthmark.emulator.store;

import java.io.IOException;
import java.util.List;

/** Where changes go before anybody hears of them. */
public interface Durability {

  /** Keeps nothing: the store lives and dies with the process. */
  Durability NONE = changes -> {};

  /** Returns when all the changes are safe, or throws and has kept none of them. */
  void keep(List<Change<?>> changes) throws IOException;
}
