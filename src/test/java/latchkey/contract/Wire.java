package latchkey.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.connection.RawConnection;

/**
 * A request as it goes over the wire, one character a byte, on a connection of its own.
 *
 * @param framing the header that says how long the body is, or null for the right one
 */
public record Wire(String method, String target, String version, List<String> headers, String framing, String body) {

    /** What came back until the connection was closed. */
    public record Answer(String text) {

        public int status() {
            return text.isEmpty() ? 0 : Integer.parseInt(text.substring(9, 12));
        }

        public String body() {
            String sent = text.substring(Math.min(text.length(), head().length() + 4));
            boolean chunked = head().contains("transfer-encoding: chunked");
            return new String((chunked ? joined(sent) : sent).getBytes(ISO_8859_1), UTF_8);
        }

        /** The body of chunks (RFC 9112, 7.1). */
        private static String joined(String chunks) {
            StringBuilder body = new StringBuilder();
            int end = chunks.indexOf("\r\n");
            int at = 0;
            while (end > at) {
                int length = Integer.parseInt(chunks.substring(at, end), 16);
                body.append(chunks, end + 2, Math.min(chunks.length(), end + 2 + length));
                at = end + 2 + length + 2;
                end = chunks.indexOf("\r\n", at);
            }
            return body.toString();
        }

        boolean isJson() {
            return head().contains("content-type: application/json")
                    || (status() >= 400 && head().contains("content-type: application/problem+json"));
        }

        boolean isLines() {
            return head().contains("content-type: application/x-ndjson");
        }

        /**
         * Whether it is none of ours: the HTTP server has no words for what it cannot read or a version it has not, closes the connection where chunks end
         * in the middle, and has ours for what it can read and not route.
         */
        boolean isOfTheServerItself(Wire request) {
            boolean silent = request.framing != null && text.isEmpty();
            return silent
                    || (List.of(400, 414, 431, 501).contains(status())
                            && !head().contains("x-request-id")
                            && (body().isEmpty() || body().contains("\"title\"")));
        }

        private String head() {
            int end = text.indexOf("\r\n\r\n");
            return text.substring(0, end < 0 ? text.length() : end).toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it differs from a good one in its body and its type only. */
    boolean isGoodHttp(Wire good) {
        return leadsTo(good)
                && framing == null
                && version.equals(good.version)
                && without("Content-Type").headers.equals(good.without("Content-Type").headers);
    }

    /** Whether it is for the same operation. */
    boolean leadsTo(Wire good) {
        return target.equals(good.target) && method.equals(good.method);
    }

    /** The whole line. */
    public Optional<String> header(String name) {
        return headers.stream().filter(header -> header.startsWith(name)).findFirst();
    }

    public Wire with(String header) {
        return new Wire(
                method,
                target,
                version,
                Stream.concat(headers.stream(), Stream.of(header)).toList(),
                framing,
                body);
    }

    public Wire without(String header) {
        String start = header.toLowerCase(Locale.ROOT) + ":";
        List<String> others = headers.stream()
                .filter(h -> !h.toLowerCase(Locale.ROOT).startsWith(start))
                .toList();
        return new Wire(method, target, version, others, framing, body);
    }

    /** In the place of the header of that name. */
    public Wire replacing(String header, String value) {
        return without(header).with(header + ": " + value);
    }

    public Wire method(String other) {
        return new Wire(other, target, version, headers, framing, body);
    }

    public Wire target(String other) {
        return new Wire(method, other, version, headers, framing, body);
    }

    public Wire version(String other) {
        return new Wire(method, target, other, headers, framing, body);
    }

    public Wire body(String other) {
        return new Wire(method, target, version, headers, framing, other);
    }

    public Wire framed(String header, String encoded) {
        return new Wire(method, target, version, headers, header, encoded);
    }

    @Override
    public String toString() {
        String length = framing != null ? framing : body.isEmpty() ? "X: no body" : "Content-Length: " + body.length();
        String lines = String.join(
                "\r\n", Stream.concat(headers.stream(), Stream.of(length)).toList());
        return "%s %s %s\r\n%s\r\n\r\n%s".formatted(method, target, version, lines, body);
    }

    public Answer send(int port) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            socket.getOutputStream().write(toString().getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // What was answered before counts.
        }
        return new Answer(answer.toString(ISO_8859_1).replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", ""));
    }
}
