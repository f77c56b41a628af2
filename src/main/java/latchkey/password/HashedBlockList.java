package latchkey.password;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.hash.Digests;

/**
 * A file of sorted SHA-1 hashes, one a line in hexadecimal, with or without a {@code :} and a count after it, as Pwned
 * Passwords is published. It is searched on disk, in some forty short reads for as many gigabytes.
 */
final class HashedBlockList implements BlockList {

    private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{40})(:\\d+)?\\s*");

    /** More bytes than any line has. */
    private static final int MAX_LINE_BYTES = 128;

    /** How many lines are checked for their order. */
    private static final int SAMPLES = 100;

    /**
     * One line.
     *
     * @param end where the next one starts
     */
    private record Line(String hash, long start, long end) {}

    private final Path path;

    HashedBlockList(Path path) {
        this.path = path;
    }

    /** Whether the first line of a file is a hash, so that all others must be. */
    static boolean isOne(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            return lineAt(0, file).isPresent();
        }
    }

    /** Why the file cannot be searched, as part of a sentence. */
    Optional<String> fault() throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            String before = "";
            for (int i = 0; i <= SAMPLES; i++) {
                long position = (file.size() - 1) * i / SAMPLES;
                Optional<Line> line = lineAt(position, file);
                if (line.isEmpty()) {
                    return Optional.of("begins with a SHA-1 hash, but has something else about byte " + position);
                }
                if (line.get().hash.compareTo(before) < 0) {
                    return Optional.of("has SHA-1 hashes, but not in order: sort them");
                }
                before = line.get().hash;
            }
            return Optional.empty();
        }
    }

    @Override
    public boolean contains(String password) {
        String sought = HexFormat.of().formatHex(Digests.sha1(password));
        try (FileChannel file = FileChannel.open(path)) {
            long from = 0;
            long to = file.size();
            while (from < to) {
                Line line = lineAt((from + to) >>> 1, file)
                        .orElseThrow(() -> new IOException(path + " is no list of hashes"));
                int order = sought.compareTo(line.hash);
                if (order == 0) {
                    return true;
                }
                from = order > 0 ? line.end : from;
                to = order < 0 ? line.start : to;
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line with the byte at {@code position}; empty if it is no hash. */
    private static Optional<Line> lineAt(long position, FileChannel file) throws IOException {
        long offset = Math.max(0, position - MAX_LINE_BYTES);
        String piece = piece(offset, file);
        int index = (int) (position - offset);
        int start = piece.lastIndexOf('\n', index - 1) + 1;
        int newline = piece.indexOf('\n', index);
        int end = newline < 0 ? piece.length() : newline + 1;
        Matcher line = LINE.matcher(piece.substring(start, end));
        return line.matches()
                ? Optional.of(new Line(line.group(1).toLowerCase(Locale.ROOT), offset + start, offset + end))
                : Optional.empty();
    }

    private static String piece(long offset, FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * MAX_LINE_BYTES);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = file.read(bytes, offset + bytes.position());
        }
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    }
}
