package io.birthmark.label.printer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few words of IPP (RFC 8010) that are needed to print a label and follow it.
 *
 * @param status of an answer; below 0x100 it went well
 * @param attributes each with all its values as text, the first group's that has it
 * @param jobs one map for each job in the answer
 */
record IppMessage(
    int status, Map<String, List<String>> attributes, List<Map<String, List<String>>> jobs) {
  static final int PRINT_JOB = 0x0002;
  static final int GET_JOB_ATTRIBUTES = 0x0009;
  static final int GET_JOBS = 0x000A;
  static final int GET_PRINTER_ATTRIBUTES = 0x000B;

  private static final int JOB_GROUP = 0x02;
  private static final int END = 0x03;
  private static final int INTEGER = 0x21;
  private static final int ENUM = 0x23;
  private static final int NAME = 0x42;
  private static final int KEYWORD = 0x44;
  private static final int URI = 0x45;
  private static final int CHARSET = 0x47;
  private static final int LANGUAGE = 0x48;
  private static final int MIME_TYPE = 0x49;
  private static final int MOST_VALUES = 200_000;

  boolean successful() {
    return status < 0x100;
  }

  List<String> all(String name) {
    return attributes.getOrDefault(name, List.of());
  }

  String first(String name) {
    return all(name).stream().findFirst().orElse("");
  }

  /** A request being written. */
  static final class Request {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Request(int operation, String printer) {
      bytes.writeBytes(new byte[] {1, 1, 0, (byte) operation, 0, 0, 0, 1, 1});
      put(CHARSET, "attributes-charset", "utf-8");
      put(LANGUAGE, "attributes-natural-language", "en");
      put(URI, "printer-uri", printer);
      put(NAME, "requesting-user-name", "birthmark");
    }

    Request name(String name, String value) {
      return put(NAME, name, value);
    }

    Request keyword(String name, String value) {
      return put(KEYWORD, name, value);
    }

    /** Another value of the keyword before. */
    Request more(String value) {
      return put(KEYWORD, "", value);
    }

    Request mimeType(String name, String value) {
      return put(MIME_TYPE, name, value);
    }

    Request job(String id) {
      value(INTEGER, "job-id");
      int number = Integer.parseInt(id);
      bytes.writeBytes(
          new byte[] {
            0, 4, (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
          });
      return this;
    }

    byte[] end(byte[] document) {
      bytes.write(END);
      bytes.writeBytes(document);
      return bytes.toByteArray();
    }

    private Request put(int tag, String name, String value) {
      value(tag, name);
      text(value);
      return this;
    }

    private void value(int tag, String name) {
      bytes.write(tag);
      text(name);
    }

    private void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      bytes.write(encoded.length >> 8);
      bytes.write(encoded.length);
      bytes.writeBytes(encoded);
    }
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none
   */
  static IppMessage read(byte[] answer) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
    in.readUnsignedShort();
    int status = in.readUnsignedShort();
    in.readInt();
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    List<Map<String, List<String>>> jobs = new ArrayList<>();
    Map<String, List<String>> group = attributes;
    List<String> values = new ArrayList<>();
    int count = 0;
    for (int tag = in.readUnsignedByte(); tag != END; tag = in.readUnsignedByte()) {
      if (tag < 0x10) {
        group = attributes;
        if (tag == JOB_GROUP) {
          group = new LinkedHashMap<>();
          jobs.add(group);
        }
        continue;
      }
      if (count++ > MOST_VALUES) {
        throw new IOException("an answer without end");
      }
      String name = text(in);
      if (!name.isEmpty()) {
        values = new ArrayList<>();
        group.putIfAbsent(name, values);
      }
      byte[] value = in.readNBytes(in.readUnsignedShort());
      values.add(shown(tag, value));
    }
    jobs.forEach(job -> job.forEach(attributes::putIfAbsent));
    return new IppMessage(status, attributes, jobs);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
  }

  private static String shown(int tag, byte[] value) {
    if ((tag == INTEGER || tag == ENUM) && value.length == 4) {
      return Integer.toString(ByteBuffer.wrap(value).getInt());
    }
    return new String(value, StandardCharsets.UTF_8);
  }
}
