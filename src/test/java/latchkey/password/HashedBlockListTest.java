package latchkey.password;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import latchkey.hash.Digests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashedBlockListTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} lines, behind each <{1}>, between them <{2}>")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1,:7,n",
                "2,,n",
                "3,:1234567890,rn",
                "1000,:count,n",
                "1000,:count,rn",
                "999,:count,end",
                "500,,end"
            })
    void findsEveryHashAndNoOther(int lines, String behind, String between) throws IOException {
        HashedBlockList file = new HashedBlockList(written(sorted(lines), behind == null ? "" : behind, between));

        assertThat(HashedBlockList.isOne(folder.resolve("list"))).isTrue();
        assertThat(file.fault()).isEmpty();
        assertThat(IntStream.range(0, lines)).allMatch(i -> file.contains("password" + i));
        assertThat(IntStream.range(0, 1000)).noneMatch(i -> file.contains("nobody's " + i));
        assertThat(file.contains("PASSWORD0")).isFalse();
    }

    @Test
    void lowerCaseHashesAreFound() throws IOException {
        Path path = written(
                sorted(100).stream().map(hash -> hash.toLowerCase(Locale.ROOT)).toList(), "", "n");

        assertThat(new HashedBlockList(path).fault()).isEmpty();
        assertThat(new HashedBlockList(path).contains("password42")).isTrue();
    }

    @Test
    void anUnsortedFileIsRejected() throws IOException {
        List<String> hashes = new ArrayList<>(sorted(1000));
        Collections.reverse(hashes);

        assertThat(new HashedBlockList(written(hashes, ":1", "n")).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("not in order"));
    }

    @Test
    void anInvalidLineFurtherDownIsReported() throws IOException {
        List<String> lines = new ArrayList<>(sorted(10));
        lines.add("lovelace");

        assertThat(new HashedBlockList(written(lines, "", "n")).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("something else"));
    }

    /** Sparse: on disk it has two pages. Read as a whole, it would take minutes, and all memory there is. */
    @Test
    void aFileLargerThanMemoryIsSearchedOnDisk() throws IOException {
        Path path = folder.resolve("large");
        String line = "\n" + sorted(1).get(0) + ":1\n";
        long size = 64L << 30;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
            file.seek(size / 2 - 20);
            file.writeBytes(line);
        }

        assertThat(new HashedBlockList(path).contains("password0")).isTrue();
    }

    private static List<String> sorted(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> HexFormat.of().withUpperCase().formatHex(Digests.sha1("password" + i)))
                .sorted()
                .toList();
    }

    /** @param behind each hash; for "count", counts of different lengths */
    private Path written(List<String> hashes, String behind, String between) throws IOException {
        String newline = between.equals("rn") ? "\r\n" : "\n";
        String text = IntStream.range(0, hashes.size())
                .mapToObj(i -> hashes.get(i) + (behind.equals(":count") ? ":" + (long) Math.pow(7, i % 11) : behind))
                .collect(joining(newline));
        return Files.writeString(folder.resolve("list"), between.equals("end") ? text : text + newline);
    }
}
