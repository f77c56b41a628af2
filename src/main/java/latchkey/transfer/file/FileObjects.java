package latchkey.transfer.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The objects of a file, one after the other. */
public interface FileObjects extends Closeable {

    /**
     * One object.
     *
     * @param line of the file, from 1; of the object's first character if it spans several
     * @param content an empty object if it has a flaw
     * @param flaw why it is invalid; null if it is valid
     */
    record FileObject(long line, JsonNode content, @Nullable String flaw) {

        static FileObject of(long line, JsonNode content) {
            return new FileObject(line, content, null);
        }

        static FileObject flawed(long line, String flaw) {
            return new FileObject(line, JsonNodeFactory.instance.objectNode(), flaw);
        }
    }

    /** The next object, or null at the end. */
    @Nullable
    FileObject next() throws IOException;

    /** The objects of an array, or of a text of several objects. */
    static FileObjects json(InputStream input) throws IOException {
        return new JsonObjects(reader(input), null);
    }

    /** The objects of the array with this name in a JSON object, or in each object of an array. */
    static FileObjects within(String name, InputStream input) throws IOException {
        return new JsonObjects(reader(input), name);
    }

    /** A JSON object on each line. */
    static FileObjects lines(InputStream input) throws IOException {
        return new ObjectLines(reader(input));
    }

    /** Rows of a table: as JSON if the file begins like that, else as CSV with a header. */
    static FileObjects rows(InputStream input) throws IOException {
        Reader reader = reader(input);
        int first;
        do {
            reader.mark(1);
            first = reader.read();
        } while (first >= 0 && Character.isWhitespace(first));
        reader.reset();
        return first == '[' || first == '{' ? new JsonObjects(reader, null) : new CsvObjects(reader);
    }

    /** A reader that fails if the file is not UTF-8; the default one would put question marks into names. */
    static Reader reader(InputStream input) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }
}
