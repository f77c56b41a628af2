package latchkey;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One statement with the values of its question marks. It is part of the transaction at hand, or one by itself. */
public final class Sql {

    private static final Pattern NAME = Pattern.compile("(?<!:):([a-zA-Z]+)");

    /** As many as there are texts in the code. */
    private static final Map<String, Named> NAMED = new ConcurrentHashMap<>();

    private final String text;
    private final @Nullable Object[] values;

    private Sql(String text, @Nullable Object... values) {
        this.text = text;
        this.values = values;
    }

    /**
     * A statement to run.
     *
     * @param values an {@link Instant} where the column is a timestamptz; an array of texts for a text[]
     */
    public static Sql of(String text, @Nullable Object... values) {
        return new Sql(text, values);
    }

    /**
     * As {@link #of}, for a text with names instead of question marks: {@code :account}.
     *
     * @param values of each name; null is of whatever type the place has
     */
    public static Sql named(String text, Map<String, ?> values) {
        Named named = NAMED.computeIfAbsent(text, Named::of);
        @Nullable Object[] ordered = new Object[named.names.size()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = values.get(named.names.get(i));
        }
        return new Sql(named.text, ordered);
    }

    private record Named(String text, List<String> names) {

        static Named of(String text) {
            Matcher name = NAME.matcher(text);
            return new Named(
                    name.replaceAll("?"),
                    name.reset().results().map(found -> found.group(1)).toList());
        }
    }

    /** What one row is read as. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** What failed, in SQL and so without a value; the cause is the driver's. */
    static final class Failed extends RuntimeException {
        Failed(String text, SQLException cause) {
            super(text, cause);
        }
    }

    public <T> Optional<T> first(Reading<T> reading) {
        List<T> all = all(reading);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    public <T> List<T> all(Reading<T> reading) {
        return run(statement -> {
            List<T> all = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(reading.of(row));
                }
            }
            return all;
        });
    }

    /** How many rows were changed. */
    public int update() {
        return run(PreparedStatement::executeUpdate);
    }

    /** The moment in a column, or null where it has none. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    @FunctionalInterface
    private interface Running<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(Running<T> running) {
        try (Connection connection = Acquisition.connection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, forDriver(values[i], connection));
            }
            return running.of(statement);
        } catch (SQLException e) {
            throw new Failed(text, e);
        }
    }

    private static @Nullable Object forDriver(@Nullable Object value, Connection connection) throws SQLException {
        if (value instanceof Instant moment) {
            return moment.atOffset(ZoneOffset.UTC);
        }
        return value instanceof String[] texts ? connection.createArrayOf("text", texts) : value;
    }
}
