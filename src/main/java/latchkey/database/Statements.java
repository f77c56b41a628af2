package latchkey.database;

import io.quarkus.arc.Arc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/**
 * Statements on entities without a persistence context: they read what the database has, and write nothing later. A statement
 * is part of the current transaction, or a transaction by itself.
 *
 * <p>Statements are native SQL with named parameters ({@code :account}). A parameter without a value is null. Statements that
 * change rows return some column of each ({@code returning}), so that they need no transaction around them.
 */
public final class Statements {

    /** Calls {@code work} with a session of its own. */
    public static <T> T call(Function<StatelessSession, T> work) {
        SessionFactory factory = Arc.container().instance(SessionFactory.class).get();
        try (Connection connection = connection();
                StatelessSession session =
                        factory.withStatelessOptions().connection(connection).openStatelessSession()) {
            return work.apply(session);
        } catch (SQLException e) {
            throw new JDBCConnectionException("no connection to the database", e);
        }
    }

    /** A connection for plain JDBC; part of the current transaction. */
    public static Connection connection() throws SQLException {
        return ConnectionSource.connection();
    }

    /**
     * The rows of a statement with a single type.
     *
     * @param type an entity if the statement returns all its columns; or the type of the only column
     */
    public static <T> List<T> list(Class<T> type, String sql, Map<String, ?> values) {
        return call(
                session -> bound(session.createNativeQuery(sql, type), values).list());
    }

    /** As {@link #list(Class, String, Map)}: the first row. */
    public static <T> Optional<T> first(Class<T> type, String sql, Map<String, ?> values) {
        return list(type, sql, values).stream().findFirst();
    }

    /**
     * The rows of a statement whose columns an entity maps.
     *
     * @param mapping the name of a {@code @SqlResultSetMapping}
     */
    public static List<@Nullable Object[]> rows(String mapping, String sql, Map<String, ?> values) {
        return call(session -> bound(session.createNativeQuery(sql, mapping, Object[].class), values)
                .list());
    }

    /** The rows of a {@code @NamedNativeQuery}. */
    public static List<@Nullable Object[]> named(String query, Map<String, ?> values) {
        return call(session -> bound((NativeQuery<Object[]>) session.createNamedQuery(query, Object[].class), values)
                .list());
    }

    private static <T> NativeQuery<T> bound(NativeQuery<T> query, Map<String, ?> values) {
        for (String name : query.getParameterMetadata().getNamedParameterNames()) {
            query.setParameter(name, values.get(name));
        }
        return query;
    }

    private Statements() {}
}
