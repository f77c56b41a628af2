package latchkey.http.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import latchkey.Database;
import latchkey.connection.RawConnection;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 on the management port, frame by frame. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ManagementPortHttp2Test {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** Types and flags of HTTP/2 (RFC 9113, 6). */
    private static final int DATA = 0;

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;

    /** The metrics may be longer than the window that a client has at first (RFC 9113, 6.9.2). */
    private static final String LARGE_STREAMS = "00047fffffff";

    private static final String LARGE_CONNECTION = "7fff0000";

    private static final int END_STREAM = 1;
    private static final int END_STREAM_AND_HEADERS = 5;

    /** A frame of a stream. */
    private record Frame(int type, int flags, int length) {}

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/q/health/live, 200", "/q/metrics, 200", "/q/nothing, 404", "/q/../q, 400"})
    void headOverHttp2HasNoBody(String path, int status) throws IOException {
        List<Frame> frames = http2("HEAD", path);

        assertThat(frames).extracting(Frame::type).containsExactly(HEADERS);
        assertThat(frames.get(0).flags() & END_STREAM).isEqualTo(END_STREAM);
        assertThat(RestAssured.given()
                        .port(port())
                        .urlEncodingEnabled(false)
                        .head(path)
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/q/health/live", "/q/metrics"})
    void getOverHttp2HasABody(String path) throws IOException {
        assertThat(http2("GET", path)).extracting(Frame::type).contains(HEADERS, DATA);
    }

    /** The frames of the first stream of a connection with prior knowledge. */
    private static List<Frame> http2(String method, String path) throws IOException {
        try (Socket socket = new Socket("localhost", port())) {
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            socket.getOutputStream().write(PREFACE.getBytes(US_ASCII));
            socket.getOutputStream().write(frame(SETTINGS, 0, 0, HexFormat.of().parseHex(LARGE_STREAMS)));
            socket.getOutputStream()
                    .write(frame(WINDOW_UPDATE, 0, 0, HexFormat.of().parseHex(LARGE_CONNECTION)));
            socket.getOutputStream().write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, fields(method, path)));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            List<Frame> frames = new ArrayList<>();
            while (frames.stream().noneMatch(frame -> (frame.flags() & END_STREAM) != 0)) {
                int head = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.skipNBytes(head >>> 8);
                if (stream == 1) {
                    frames.add(new Frame(head & 0xff, flags, head >>> 8));
                }
            }
            return frames;
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(HexFormat.of()
                .parseHex(String.format(Locale.ROOT, "%06x%02x%02x%08x", payload.length, type, flags, stream)));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Literals with the names of the static table (RFC 7541, appendix A). */
    private static byte[] fields(String method, String path) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.writeBytes(literal(2, method));
        fields.writeBytes(literal(6, "http"));
        fields.writeBytes(literal(4, path));
        fields.writeBytes(literal(1, "localhost"));
        return fields.toByteArray();
    }

    private static byte[] literal(int name, String value) {
        ByteArrayOutputStream literal = new ByteArrayOutputStream();
        literal.write(name);
        literal.write(value.length());
        literal.writeBytes(value.getBytes(US_ASCII));
        return literal.toByteArray();
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }
}
