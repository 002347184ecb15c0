package io.birthmark.label;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.datamatrix.DataMatrixWriter;
import com.google.zxing.datamatrix.encoder.SymbolShapeHint;
import com.google.zxing.oned.Code128Writer;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The three kinds of barcode: how a text stands in the field data, and how it is drawn. */
enum Barcode {
  CODE_128("^BC") {
    /** In the modes in which &gt; calls for something, &gt;0 is the character itself. */
    @Override
    String escaped(String value, ZplCommand command) {
      return automatic(command) ? value : value.replace(">", ">0");
    }

    @Override
    String text(String data, ZplCommand command) {
      String plain = data.replaceFirst("^>[9:;]", "");
      return automatic(command) ? data : plain.replace(">0", ">");
    }

    /** What the code set does not have a printer leaves out, or takes for something else. */
    @Override
    BitMatrix draw(String text, String data, ZplCommand command, int module) {
      Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
      hints.put(EncodeHintType.MARGIN, 0);
      String allowed = "[\\x00-\\x7E]+";
      if (!automatic(command)) {
        String set = data.startsWith(">9") ? "A" : data.startsWith(">;") ? "C" : "B";
        hints.put(EncodeHintType.FORCE_CODE_SET, set);
        allowed = set.equals("A") ? "[ -_]+" : set.equals("C") ? "([0-9]{2})+" : "[ -~]+";
      }
      if (!text.matches("(?s)" + allowed)) {
        throw new IllegalArgumentException("not in the code set");
      }
      BitMatrix bars = new Code128Writer().encode(text, BarcodeFormat.CODE_128, 1, 1, hints);
      return scaled(bars, module, command.number(1, 10));
    }
  },
  QR("^BQ") {
    @Override
    String escaped(String value, ZplCommand command) {
      return value;
    }

    /** Error correction, input mode, comma: {@code QA,}. */
    @Override
    String text(String data, ZplCommand command) {
      return data.length() > 3 ? data.substring(3) : "";
    }

    @Override
    BitMatrix draw(String text, String data, ZplCommand command, int module)
        throws WriterException {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("nothing to encode");
      }
      Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
      if (!isAscii(text)) {
        hints.put(EncodeHintType.CHARACTER_SET, "UTF-8");
      }
      ErrorCorrectionLevel level = ErrorCorrectionLevel.valueOf(data.substring(0, 1));
      ByteMatrix squares = Encoder.encode(text, level, hints).getMatrix();
      BitMatrix code = new BitMatrix(squares.getWidth(), squares.getHeight());
      for (int y = 0; y < squares.getHeight(); y++) {
        for (int x = 0; x < squares.getWidth(); x++) {
          if (squares.get(x, y) == 1) {
            code.set(x, y);
          }
        }
      }
      int size = command.number(2, 3);
      return scaled(code, size, size);
    }
  },
  DATA_MATRIX("^BX") {
    @Override
    String escaped(String value, ZplCommand command) {
      return value;
    }

    @Override
    String text(String data, ZplCommand command) {
      return data;
    }

    /** Printers differ in their usual escape character: one is named that is not in the data. */
    @Override
    ZplCommand suited(ZplCommand command, String data) throws Drawing.DoesNotFit {
      String escape =
          "_|!#%$&@*+=?/;:<>()[]{}'\"`-."
              .chars()
              .mapToObj(Character::toString)
              .filter(c -> !data.contains(c))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Drawing.DoesNotFit(
                          "\"" + data + "\" leaves no escape character for its Data Matrix"));
      StringBuilder parameters = new StringBuilder(command.parameter(0));
      for (int n = 1; n < ESCAPE; n++) {
        parameters.append(',').append(command.parameter(n));
      }
      return new ZplCommand(command.name(), parameters + "," + escape, command.line());
    }

    @Override
    BitMatrix draw(String text, String data, ZplCommand command, int module) {
      if (!isAscii(text)) {
        throw new IllegalArgumentException("printers and scanners disagree about the rest");
      }
      BitMatrix code =
          new DataMatrixWriter()
              .encode(
                  text,
                  BarcodeFormat.DATA_MATRIX,
                  1,
                  1,
                  Map.of(EncodeHintType.DATA_MATRIX_SHAPE, SymbolShapeHint.FORCE_SQUARE));
      int size = Math.max(1, command.number(1, module));
      return scaled(code, size, size);
    }
  };

  /** Which parameter of {@code ^BX} is the escape character. */
  static final int ESCAPE = 6;

  /** Dots, as of a label. */
  private static final int LARGEST = 4000;

  private final String command;

  Barcode(String command) {
    this.command = command;
  }

  String command() {
    return command;
  }

  /** A value as it stands in this barcode's field data, before {@code ^FH}'s own escapes. */
  abstract String escaped(String value, ZplCommand command);

  /** The command with which this data means just itself. */
  ZplCommand suited(ZplCommand command, String data) throws Drawing.DoesNotFit {
    return command;
  }

  /** What a scanner reads. */
  abstract String text(String data, ZplCommand command);

  abstract BitMatrix draw(String text, String data, ZplCommand command, int module)
      throws WriterException;

  /** The kind of barcode that a command begins. */
  static Optional<Barcode> of(ZplCommand command) {
    return Stream.of(values()).filter(kind -> command.is(kind.command)).findFirst();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static boolean automatic(ZplCommand command) {
    return command.parameter(5).equals("A");
  }

  private static BitMatrix scaled(BitMatrix code, int across, int down) {
    if (code.getWidth() * across > LARGEST || code.getHeight() * down > LARGEST) {
      throw new IllegalArgumentException("larger than any label");
    }
    BitMatrix large = new BitMatrix(code.getWidth() * across, code.getHeight() * down);
    for (int y = 0; y < code.getHeight(); y++) {
      for (int x = 0; x < code.getWidth(); x++) {
        if (code.get(x, y)) {
          large.setRegion(x * across, y * down, across, down);
        }
      }
    }
    return large;
  }
}
