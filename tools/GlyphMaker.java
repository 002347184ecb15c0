import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the glyphs that the pictures of labels are drawn with; needed only when they change.
 *
 * <p>{@code java tools/GlyphMaker.java FONT.ttf label-printer/src/main/resources/io/birthmark/label/glyphs.gz}
 */
final class GlyphMaker {
  private static final int EM = 64;
  private static final int BASELINE = 60;
  private static final int HEIGHT = 76;

  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    Font font = Font.createFont(Font.TRUETYPE_FONT, new File(args[0])).deriveFont((float) EM);
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(new FileOutputStream(args[1])))) {
      out.writeShort(EM);
      out.writeShort(BASELINE);
      out.writeShort(HEIGHT);
      for (int c = ' '; c <= 0xFF; c++) {
        if (c < 0x7F || c > 0x9F) {
          write(out, font, (char) c);
        }
      }
      out.writeShort(0);
    }
  }

  private static void write(DataOutputStream out, Font font, char c) throws Exception {
    BufferedImage image = new BufferedImage(2 * EM, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = image.createGraphics();
    g.setFont(font);
    g.setColor(Color.WHITE);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int advance = Math.round((float) font.getStringBounds("" + c, g.getFontRenderContext()).getWidth());
    g.drawString("" + c, 0, BASELINE);
    out.writeShort(c);
    out.writeShort(advance);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < advance; x += 8) {
        int bits = 0;
        for (int i = 0; i < 8; i++) {
          int at = x + i;
          boolean black = at < advance && (image.getRaster().getSample(at, y, 0) > 127);
          bits = bits << 1 | (black ? 1 : 0);
        }
        out.writeByte(bits);
      }
    }
  }
}
