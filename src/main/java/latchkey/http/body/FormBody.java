package latchkey.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Parses the fields of a form in both encodings that browsers send. Of several fields with one name the last counts. It parses
 * the whole body at once: bodies are short.
 */
public final class FormBody {

    private static final String LINE_END = "\r\n";

    private static final String HEADERS_END = LINE_END + LINE_END;

    /** RFC 2046, 5.1.1. */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private static final Pattern PARAMETER =
            Pattern.compile("\\G[ \t]*;[ \t]*([A-Za-z*]+)=(?:\"([^\"]*)\"|([^;\" \t]*))[ \t]*");

    private static final String DISPOSITION = "content-disposition";

    private static final String FORM_DATA = "form-data";

    /** Transfer encodings that change nothing (RFC 2045, 6.2); browsers send no other (RFC 7578, 4.7). */
    private static final Set<String> IDENTITY_ENCODINGS = Set.of("7bit", "8bit", "binary");

    /** @throws AuthFailure UNREADABLE_BODY */
    public static ObjectNode urlencoded(String body) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            for (String pair : body.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                fields.put(
                        URLDecoder.decode(parts[0], UTF_8), parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
            }
        } catch (IllegalArgumentException badEscape) {
            throw unreadable();
        }
        return fields;
    }

    /**
     * Parses {@code multipart/form-data} (RFC 7578). A file becomes a field that is not text.
     *
     * @throws AuthFailure UNREADABLE_BODY, also if the last boundary is missing: the body may have been cut off
     */
    static ObjectNode multipart(String body, @Nullable String boundary) {
        if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
            throw unreadable();
        }
        String delimiter = LINE_END + "--" + boundary;
        String lines = LINE_END + body;
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        int part = indexOf(lines, delimiter, 0) + delimiter.length();
        while (!lines.startsWith("--", part)) {
            int head = endOfBlanks(lines, part);
            int content = indexOf(lines, HEADERS_END, head + LINE_END.length()) + HEADERS_END.length();
            // Another reader could take a boundary in the part's head for one in its value.
            int end = indexOf(lines, delimiter, head);
            if (!lines.startsWith(LINE_END, head) || end < content) {
                throw unreadable();
            }
            add(
                    headers(lines.substring(head + LINE_END.length(), content - HEADERS_END.length())),
                    lines.substring(content, end),
                    fields);
            part = end + delimiter.length();
        }
        return fields;
    }

    private static void add(Map<String, String> headers, String value, ObjectNode fields) {
        Map<String, String> parameters = parameters(headers.getOrDefault(DISPOSITION, ""));
        String name = parameters.get("name");
        if (name == null || !isIdentity(headers.getOrDefault("content-transfer-encoding", "binary"))) {
            throw unreadable();
        }
        if (parameters.containsKey("filename") || parameters.containsKey("filename*")) {
            fields.putObject(name);
        } else {
            fields.put(name, value);
        }
    }

    private static boolean isIdentity(String coding) {
        return IDENTITY_ENCODINGS.stream().anyMatch(coding::equalsIgnoreCase);
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : head.split(LINE_END, -1)) {
            int colon = line.indexOf(':');
            if (colon < 1
                    || headers.put(
                                    line.substring(0, colon),
                                    line.substring(colon + 1).strip())
                            != null) {
                throw unreadable();
            }
        }
        return headers;
    }

    /** The parameters; refuses duplicates and any other text. */
    private static Map<String, String> parameters(String disposition) {
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!disposition.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length())) {
            throw unreadable();
        }
        Matcher next = PARAMETER.matcher(disposition).region(FORM_DATA.length(), disposition.length());
        int read = FORM_DATA.length();
        while (next.find()) {
            String value = next.group(2) == null ? next.group(3) : next.group(2);
            if (parameters.put(next.group(1), value) != null) {
                throw unreadable();
            }
            read = next.end();
        }
        if (read < disposition.length()) {
            throw unreadable();
        }
        return parameters;
    }

    private static int endOfBlanks(String lines, int start) {
        int end = start;
        while (end < lines.length() && (lines.charAt(end) == ' ' || lines.charAt(end) == '\t')) {
            end++;
        }
        return end;
    }

    private static int indexOf(String lines, String what, int start) {
        int at = lines.indexOf(what, start);
        if (at < 0) {
            throw unreadable();
        }
        return at;
    }

    private static AuthFailure unreadable() {
        return AuthFailure.because(Reason.UNREADABLE_BODY);
    }

    private FormBody() {}
}
