package latchkey.transfer.file;

import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.transfer.file.FileObjects.FileObject;
import org.jspecify.annotations.Nullable;

/** CSV records below a header with the fields of a user. */
final class CsvRecords implements Records {

    private final CsvObjects rows;

    CsvRecords(Reader reader) throws IOException {
        rows = new CsvObjects(reader);
        rows.header().stream()
                .filter(name -> !ImportedUser.FIELDS.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new ImportStopped(String.format(
                            Locale.ROOT, "the header has \"%s\"; there are %s", unknown, ImportedUser.FIELDS));
                });
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
        FileObject row = rows.next();
        if (row == null) {
            return null;
        }
        if (row.flaw() != null) {
            return RawRecord.flawed(row.line(), row.flaw());
        }
        Map<String, @Nullable String> fields = new HashMap<>();
        row.content().properties().forEach(field -> fields.put(field.getKey(), JsonFields.text(field.getValue())));
        return RawRecord.of(row.line(), fields, groups(fields.get(JsonFields.GROUPS)));
    }

    /** Names between commas. */
    private static @Nullable List<String> groups(@Nullable String text) {
        return text == null || text.isBlank()
                ? null
                : Stream.of(text.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
