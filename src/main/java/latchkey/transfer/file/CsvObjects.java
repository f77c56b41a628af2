package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file (RFC 4180) below its header, as objects of texts. */
final class CsvObjects implements FileObjects {

    private static final CsvMapper MAPPER = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final MappingIterator<String[]> rows;
    private final List<String> header;
    private long line;

    CsvObjects(Reader reader) throws IOException {
        rows = MAPPER.readerFor(String[].class).readValues(new TruncatedReader(reader, new TruncatedReader.Csv()));
        String[] names = row();
        header = names == null ? List.of() : List.of(names);
        if (header.isEmpty()) {
            throw new ImportStopped("the file has no header");
        }
        if (new HashSet<>(header).size() < header.size()) {
            throw new ImportStopped("the header names a column twice");
        }
    }

    List<String> header() {
        return header;
    }

    @Override
    public @Nullable FileObject next() throws IOException {
        String[] values = row();
        if (values == null) {
            return null;
        }
        if (values.length != header.size()) {
            return FileObject.flawed(
                    line, String.format(Locale.ROOT, "it has %d values for %d columns", values.length, header.size()));
        }
        ObjectNode content = JsonFields.MAPPER.createObjectNode();
        for (int i = 0; i < values.length; i++) {
            content.put(header.get(i), values[i]);
        }
        return FileObject.of(line, content);
    }

    private String @Nullable [] row() throws IOException {
        try {
            if (!rows.hasNextValue()) {
                return null;
            }
            line = rows.getCurrentLocation().getLineNr();
            return rows.nextValue();
        } catch (JsonProcessingException e) {
            throw ImportStopped.at(rows.getCurrentLocation(), "CSV");
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
