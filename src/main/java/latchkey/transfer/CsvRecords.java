package latchkey.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of values (RFC 4180) below one of their names. */
final class CsvRecords implements Records {

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

    CsvRecords(Reader reader) throws IOException {
        rows = MAPPER.readerFor(String[].class).readValues(new Shortened(reader, new Shortened.Csv()));
        String[] names = row();
        header = names == null ? List.of() : List.of(names);
        if (header.isEmpty()) {
            throw new Stopped("the file has no header");
        }
        header.stream()
                .filter(name -> !Person.FIELDS.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new Stopped(
                            String.format(Locale.ROOT, "the header has \"%s\"; there are %s", unknown, Person.FIELDS));
                });
        if (new HashSet<>(header).size() < header.size()) {
            throw new Stopped("the header names a column twice");
        }
    }

    @Override
    public @Nullable Raw next() throws IOException {
        String[] values = row();
        if (values == null) {
            return null;
        }
        if (values.length != header.size()) {
            return Raw.flawed(
                    line, String.format(Locale.ROOT, "it has %d values for %d columns", values.length, header.size()));
        }
        Map<String, @Nullable String> fields = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            fields.put(header.get(i), values[i]);
        }
        return Raw.of(line, fields);
    }

    private String @Nullable [] row() throws IOException {
        try {
            if (!rows.hasNextValue()) {
                return null;
            }
            line = rows.getCurrentLocation().getLineNr();
            return rows.nextValue();
        } catch (JsonProcessingException e) {
            throw Stopped.at(rows.getCurrentLocation(), "CSV");
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
