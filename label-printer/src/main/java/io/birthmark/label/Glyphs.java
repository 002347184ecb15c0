package io.birthmark.label;

import com.google.zxing.common.BitMatrix;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One typeface as large bitmaps, scaled to what is asked for: ASCII and Latin-1. */
final class Glyphs {
  private static final Glyphs INSTANCE = read();

  private final int em;
  private final int baseline;
  private final int height;
  private final Map<Integer, BitMatrix> shapes;

  private Glyphs(int em, int baseline, int height, Map<Integer, BitMatrix> shapes) {
    this.em = em;
    this.baseline = baseline;
    this.height = height;
    this.shapes = shapes;
  }

  static Glyphs instance() {
    return INSTANCE;
  }

  private static Glyphs read() {
    try (InputStream file = Glyphs.class.getResourceAsStream("glyphs.gz");
        DataInputStream in =
            new DataInputStream(
                new GZIPInputStream(
                    Optional.ofNullable(file)
                        .orElseThrow(() -> new IOException("glyphs.gz is not in the jar"))))) {
      int em = in.readUnsignedShort();
      int baseline = in.readUnsignedShort();
      int height = in.readUnsignedShort();
      Map<Integer, BitMatrix> shapes = new HashMap<>();
      for (int c = in.readUnsignedShort(); c != 0; c = in.readUnsignedShort()) {
        shapes.put(c, shape(in, height));
      }
      return new Glyphs(em, baseline, height, shapes);
    } catch (IOException e) {
      throw new UncheckedIOException("the glyphs cannot be read", e);
    }
  }

  private static BitMatrix shape(DataInputStream in, int height) throws IOException {
    int advance = in.readUnsignedShort();
    BitMatrix shape = new BitMatrix(advance, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < advance; x += 8) {
        int bits = in.readUnsignedByte();
        for (int i = 0; i < 8; i++) {
          if ((bits & 0x80 >> i) != 0) {
            shape.set(x + i, y);
          }
        }
      }
    }
    return shape;
  }

  /** The first character there is no shape for. */
  Optional<Integer> firstUnknown(String text) {
    return text.codePoints().boxed().filter(c -> !shapes.containsKey(c)).findFirst();
  }

  /** Dots from the top of a line's picture to its baseline. */
  int baseline(int size) {
    return baseline * size / em;
  }

  /** How far a line's picture reaches above the characters' own box, for accents. */
  int above(int size) {
    return baseline(size) - size * 3 / 4;
  }

  /**
   * How wide a line is.
   *
   * @param gap dots of white more between two characters
   */
  int width(String text, int characterWidth, int gap) {
    int wide = text.codePoints().map(c -> shape(c).getWidth() * characterWidth / em + gap).sum();
    return Math.max(0, wide - gap);
  }

  /** One line of text; the picture is higher than the characters, see {@link #above}. */
  BitMatrix line(String text, int size, int characterWidth, int gap) {
    BitMatrix line =
        new BitMatrix(
            Math.max(1, width(text, characterWidth, gap)), Math.max(1, height * size / em));
    int x = 0;
    for (int c : text.codePoints().toArray()) {
      BitMatrix shape = shape(c);
      int wide = shape.getWidth() * characterWidth / em;
      draw(shape, line, x, wide);
      x += wide + gap;
    }
    return line;
  }

  /** A dot is black when more than half of what it stands for is. */
  private static void draw(BitMatrix shape, BitMatrix onto, int left, int wide) {
    int high = onto.getHeight();
    for (int y = 0; y < high; y++) {
      int top = y * shape.getHeight() / high;
      int bottom = Math.max(top + 1, (y + 1) * shape.getHeight() / high);
      for (int x = 0; x < wide; x++) {
        int from = x * shape.getWidth() / wide;
        int to = Math.max(from + 1, (x + 1) * shape.getWidth() / wide);
        if (2 * black(shape, from, to, top, bottom) >= (to - from) * (bottom - top)) {
          onto.set(left + x, y);
        }
      }
    }
  }

  private static int black(BitMatrix shape, int from, int to, int top, int bottom) {
    int black = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = from; x < to; x++) {
        black += shape.get(x, y) ? 1 : 0;
      }
    }
    return black;
  }

  private BitMatrix shape(int c) {
    return Optional.ofNullable(shapes.get(c))
        .orElseGet(() -> Optional.ofNullable(shapes.get((int) '?')).orElseThrow());
  }
}
