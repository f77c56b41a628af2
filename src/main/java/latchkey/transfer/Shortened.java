package latchkey.transfer;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** A file without the rest of what is longer than anything that is kept of one: that takes no memory, and is still too long. */
final class Shortened extends FilterReader {

    /** Characters of a text that are let through: more than {@link Person} takes. */
    private static final int LONGEST = 4096;

    /** Digits in a row that are let through, so that what Jackson reads of a number is no longer than it takes. */
    private static final int MOST_DIGITS = 300;

    private final Form form;

    Shortened(Reader reader, Form form) {
        super(reader);
        this.form = form;
    }

    /** Where texts begin and end in a format. */
    interface Form {

        /** Whether the next character of the file is let through. */
        boolean keeps(char character);
    }

    /** Texts in quotation marks, in which a backslash escapes (RFC 8259, 7). */
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
            return digits <= MOST_DIGITS;
        }

        /** An escape is one character, let through whole or not at all. */
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
            return length <= LONGEST;
        }
    }

    /** Values between commas or line ends, or in quotation marks (RFC 4180, 2), which all stay, as line ends do. */
    static final class Csv implements Form {

        private boolean quoted;

        /** Whether a quotation can begin: at the start of a value, and right after another. */
        private boolean mayBegin = true;

        private int length;

        @Override
        public boolean keeps(char character) {
            if (character == '"' && (quoted || mayBegin)) {
                // One that stands for itself is two, and so ends and begins a quotation.
                quoted = !quoted;
                mayBegin = true;
                return true;
            }
            boolean end = character == '\n' || character == '\r';
            boolean next = !quoted && (end || character == ',');
            mayBegin = next;
            length = next ? 0 : length + 1;
            return end || length <= LONGEST;
        }
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int from, int most) throws IOException {
        int kept = from;
        while (kept == from) {
            int read = in.read(buffer, from, most);
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
