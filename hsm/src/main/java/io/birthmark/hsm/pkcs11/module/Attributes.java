package io.birthmark.hsm.pkcs11.module;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import io.birthmark.hsm.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A template: what an object shall be, or what is looked for. */
public final class Attributes {
  private final List<CK_ATTRIBUTE> list = new ArrayList<>();

  public Attributes number(long type, long value) {
    return add(type, value);
  }

  public Attributes flag(long type, boolean value) {
    return add(type, value);
  }

  public Attributes text(long type, String value) {
    return add(type, value.toCharArray());
  }

  public Attributes bytes(long type, Bytes value) {
    return add(type, value.toArray());
  }

  /** A secret value: the array is used where it is, and the caller wipes it. */
  public Attributes secret(long type, byte[] value) {
    return add(type, value);
  }

  /** These and {@code more}. */
  Attributes and(Attributes more) {
    Attributes both = new Attributes();
    both.list.addAll(list);
    both.list.addAll(more.list);
    return both;
  }

  private Attributes add(long type, Object value) {
    CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
    attribute.type = type;
    attribute.pValue = value;
    list.add(attribute);
    return this;
  }

  CK_ATTRIBUTE[] toArray() {
    return list.toArray(new CK_ATTRIBUTE[0]);
  }
}
