package latchkey.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.JDBCException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * A JDBC statement, for imports and exports, which move thousands of rows, and for the refresh: Hibernate would allocate a third more for
 * each, and take a fifth more of the processor.
 */
public final class JdbcStatement {

    private final String text;
    private final @Nullable Object[] values;

    private JdbcStatement(String text, @Nullable Object... values) {
        this.text = text;
        this.values = values;
    }

    /**
     * A statement to run.
     *
     * @param values an {@link Instant} for a timestamptz column; an array of texts for a text[] column
     */
    public static JdbcStatement of(String text, @Nullable Object... values) {
        return new JdbcStatement(text, values);
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T of(ResultSet row) throws SQLException;
    }

    public <T> Optional<T> first(RowReader<T> rowReader) {
        List<T> all = all(rowReader);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    public <T> List<T> all(RowReader<T> rowReader) {
        return run(statement -> {
            List<T> all = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(rowReader.of(row));
                }
            }
            return all;
        });
    }

    /** Runs the statement, and returns how many rows it changed. */
    public int update() {
        return run(PreparedStatement::executeUpdate);
    }

    /** The time in a column, or null if it has none. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @FunctionalInterface
    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(Execution<T> execution) {
        try (Connection connection = Statements.connection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            if (isOfABatch()) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, forDriver(values[i], connection));
            }
            return execution.of(statement);
        } catch (SQLException e) {
            throw new JDBCException("a JDBC statement", e, text);
        }
    }

    /**
     * Whether the database plans the statement each time. A plan that it keeps is made for tables of the size that they had: one for an
     * empty table takes minutes for a batch among thousands of accounts.
     */
    private boolean isOfABatch() {
        return Stream.of(values).anyMatch(String[].class::isInstance);
    }

    private static @Nullable Object forDriver(@Nullable Object value, Connection connection) throws SQLException {
        if (value instanceof Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
        return value instanceof String[] texts ? connection.createArrayOf("text", texts) : value;
    }
}
