package io.birthmark.label;

import com.google.zxing.common.BitMatrix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A label's dots, black on white, one for each of the printer's. */
public final class Picture {
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private final BitMatrix dots;
  private final int dotsPerMetre;

  Picture(BitMatrix dots, int dpi) {
    this.dots = dots.clone();
    this.dotsPerMetre = (int) Math.round(dpi / 0.0254);
  }

  public int width() {
    return dots.getWidth();
  }

  public int height() {
    return dots.getHeight();
  }

  public boolean black(int x, int y) {
    return dots.get(x, y);
  }

  /** A PNG of one bit a dot, which knows its size in millimetres. */
  public byte[] png() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(PNG_SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width()).putInt(height());
    chunk(png, "IHDR", header.put(new byte[] {1, 0, 0, 0, 0}).array());
    ByteBuffer size = ByteBuffer.allocate(9).putInt(dotsPerMetre).putInt(dotsPerMetre);
    chunk(png, "pHYs", size.put((byte) 1).array());
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int y = 0; y < height(); y++) {
      rows.write(0);
      rows.writeBytes(row(y, /* blackIsOne= */ false));
    }
    chunk(png, "IDAT", deflated(rows.toByteArray()));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /**
   * The same dots as a ZPL printer takes them: for one that cannot be trusted with the template.
   */
  public byte[] zpl() {
    int wide = (width() + 7) / 8;
    StringBuilder zpl = new StringBuilder();
    zpl.append("^XA^PW").append(width()).append("^LL").append(height());
    zpl.append("^FO0,0^GFA,").append(wide * height()).append(',').append(wide * height());
    zpl.append(',').append(wide).append(',');
    for (int y = 0; y < height(); y++) {
      for (byte b : row(y, /* blackIsOne= */ true)) {
        zpl.append(String.format("%02X", b & 0xFF));
      }
    }
    return zpl.append("^FS^XZ\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] row(int y, boolean blackIsOne) {
    byte[] row = new byte[(width() + 7) / 8];
    for (int x = 0; x < row.length * 8; x++) {
      boolean black = x < width() && dots.get(x, y);
      if (black == blackIsOne) {
        row[x / 8] |= (byte) (0x80 >> x % 8);
      }
    }
    return row;
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[bytes.length + 64];
      int length = deflater.deflate(buffer);
      return ByteBuffer.allocate(length).put(buffer, 0, length).array();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] body =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(body);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(body);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture picture && dots.equals(picture.dots);
  }

  @Override
  public int hashCode() {
    return dots.hashCode();
  }

  @Override
  public String toString() {
    return "picture of " + width() + " x " + height() + " dots";
  }
}
