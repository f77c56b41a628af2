package latchkey.transfer.file;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** A reader that cuts overlong values of a file. They take no memory, and are still too long to be accepted. */
final class TruncatedReader extends FilterReader {

    /** The characters of a text that pass: more than {@link ImportedUser} accepts. */
    private static final int MAX_TEXT = 4096;

    /** The digits in a row that pass, so that a number is no longer than Jackson accepts. */
    private static final int MAX_DIGITS = 300;

    private final Form form;

    TruncatedReader(Reader reader, Form form) {
        super(reader);
        this.form = form;
    }

    /** Finds where texts begin and end in a format. */
    interface Form {

        /** Whether the next character of the file passes. */
        boolean keeps(char character);
    }

    /** JSON: texts in quotation marks, with backslash escapes (RFC 8259, 7). */
    static final class Json implements Form {

        private boolean text;
        private boolean escaped;
        private int hexadecimal;
        private int length;
        private int digits;

        @Override
        public boolean keeps(char character) {
            return text ? keepsOfText(character) : keepsOfOther(character);
        }

        private boolean keepsOfOther(char character) {
            if (character == '"') {
                text = true;
                length = 0;
            }
            digits = character >= '0' && character <= '9' ? digits + 1 : 0;
            return digits <= MAX_DIGITS;
        }

        /** An escape counts as one character, which passes whole or not at all. */
        private boolean keepsOfText(char character) {
            if (hexadecimal > 0) {
                hexadecimal--;
            } else if (escaped) {
                escaped = false;
                hexadecimal = character == 'u' ? 4 : 0;
            } else if (character == '"') {
                text = false;
                return true;
            } else {
                escaped = character == '\\';
                length++;
            }
            return length <= MAX_TEXT;
        }
    }

    /**
     * CSV: values between commas or line ends, or in quotation marks (RFC 4180, 2). Quotation marks and line ends always pass.
     */
    static final class Csv implements Form {

        private boolean quoted;

        /** Whether a quotation can begin: at the start of a value, and right after another. */
        private boolean mayBegin = true;

        private int length;

        @Override
        public boolean keeps(char character) {
            if (character == '"' && (quoted || mayBegin)) {
                // An escaped quotation mark is doubled, and so ends and begins a quotation.
                quoted = !quoted;
                mayBegin = true;
                return true;
            }
            boolean end = character == '\n' || character == '\r';
            boolean next = !quoted && (end || character == ',');
            mayBegin = next;
            length = next ? 0 : length + 1;
            return end || length <= MAX_TEXT;
        }
    }

    @Override
    public int read() throws IOException {
        char[] single = new char[1];
        return read(single, 0, 1) < 0 ? -1 : single[0];
    }

    @Override
    public int read(char[] buffer, int from, int maxCount) throws IOException {
        int kept = from;
        while (kept == from) {
            int read = in.read(buffer, from, maxCount);
            if (read <= 0) {
                return read;
            }
            for (int i = from; i < from + read; i++) {
                if (form.keeps(buffer[i])) {
                    buffer[kept++] = buffer[i];
                }
            }
        }
        return kept - from;
    }
}
