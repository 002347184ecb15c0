package io.birthmark.label;

import java.util.EnumMap;
import java.util.Map;

/** What goes on labels in tests. */
final class Values {
  private Values() {}

  static Map<LabelField, String> of(String serial, String registrationId) {
    Map<LabelField, String> values = new EnumMap<>(LabelField.class);
    for (LabelField field : LabelField.values()) {
      values.put(field, field.word());
    }
    values.put(LabelField.SERIAL, serial);
    values.put(LabelField.REGISTRATION_ID, registrationId);
    values.put(LabelField.CHECK, CheckCharacters.of(serial, registrationId));
    values.put(LabelField.NUMBER, "1");
    return values;
  }

  static LabelTemplate template(String zpl) {
    LabelTemplate.Reading reading = LabelTemplate.read(zpl, 203);
    if (reading instanceof LabelTemplate.Reading.Good good) {
      return good.template();
    }
    throw new AssertionError(reading.toString());
  }

  static Label filled(LabelTemplate template, Map<LabelField, String> values) {
    Filling filling = template.fill(values);
    if (filling instanceof Filling.Filled filled) {
      return filled.label();
    }
    throw new AssertionError(filling.toString());
  }
}
