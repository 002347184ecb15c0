package io.birthmark.station.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Gets the tables out of a file, and all that is wrong with the file itself. */
final class TomlFile {
  private static final int LARGEST = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private TomlFile() {}

  /** Empty when there is nothing to look into; why is in the remarks. */
  static Optional<TomlTable> read(Path file, Remarks remarks) {
    return bytes(file, remarks)
        .flatMap(bytes -> text(bytes, remarks))
        .map(text -> parse(text, remarks));
  }

  private static Optional<byte[]> bytes(Path file, Remarks remarks) {
    String why;
    try {
      if (Files.isDirectory(file)) {
        why = "this is a directory; the configuration is a file";
      } else {
        try (InputStream in = Files.newInputStream(file)) {
          byte[] bytes = in.readNBytes(LARGEST + 1);
          if (bytes.length <= LARGEST) {
            return Optional.of(bytes);
          }
          why = "this file is larger than 1 MiB and cannot be a configuration";
        }
      }
    } catch (NoSuchFileException e) {
      why = "there is no such file";
    } catch (AccessDeniedException e) {
      why = "the user " + System.getProperty("user.name") + " may not read this file";
    } catch (IOException e) {
      why = "this file cannot be read: " + e.getMessage();
    }
    remarks.error(Optional.empty(), "", why);
    return Optional.empty();
  }

  private static Optional<String> text(byte[] bytes, Remarks remarks) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
      int column = text.length() - text.lastIndexOf('\n');
      remarks.syntaxError(
          new Position(line, column),
          String.format(
              "the byte 0x%02X is not UTF-8; save the file as UTF-8", bytes[in.position()]));
      return Optional.empty();
    }
    return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
  }

  private static TomlTable parse(String text, Remarks remarks) {
    TomlParseResult result = Toml.parse(text);
    for (TomlParseError error : result.errors()) {
      remarks.syntaxError(Position.of(error.position()), "not TOML: " + error.getMessage());
    }
    return result;
  }
}
