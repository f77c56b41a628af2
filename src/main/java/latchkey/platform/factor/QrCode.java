package latchkey.platform.factor;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.util.Locale;

/** Draws QR codes as SVG. */
public final class QrCode {

    /** Modules around the code, as ISO/IEC 18004 asks for. */
    private static final int BORDER = 4;

    /** An image of its own size in modules, black on white, in any size that the page gives it. */
    public static String svg(String text) {
        io.nayuki.qrcodegen.QrCode code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            int x = 0;
            while (x < code.size) {
                int end = x;
                while (code.getModule(end, y)) {
                    end++;
                }
                if (end > x) {
                    path.append(String.format(Locale.ROOT, "M%d %d.5h%d", x + BORDER, y + BORDER, end - x));
                }
                x = end + 1;
            }
        }
        int size = code.size + 2 * BORDER;
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %1$d\" role=\"img\" aria-label=\"QR code\""
                        + " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%1$dv%1$dH0z\"/>"
                        + "<path stroke=\"#000\" d=\"%2$s\"/></svg>",
                size,
                path);
    }

    private QrCode() {}
}
