package latchkey.database;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/** Whether the database runs, is writable, grants this role its rights, and has the schema of this release: one query. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
class DatabaseHealth implements HealthCheck {

    static final String MIGRATED = "select true from flyway_schema_history where version = :needed and success";

    /** The rights that the serving role needs. The owner of the tables may deny it to change or delete past rows. */
    private static final String STATE = """
            select current_setting('transaction_read_only') as read_only, (
                select string_agg(name, ', ') from (
                    select name from unnest(array['account', 'login_name', 'credential', 'session', 'attempt', 'signing_key',
                        'legacy_token', 'audit_event', 'email_link', 'outbox_message', 'factor', 'recovery_code',
                        'passkey', 'used_token', 'remembered_device', 'user_group', 'webhook', 'webhook_delivery',
                        'client', 'repeatable_request', 'event_count'])
                        as needed (name)
                    where not (has_table_privilege(name, 'select') and has_table_privilege(name, 'insert')
                        and (has_table_privilege(name, 'update') or name in ('signing_key', 'audit_event'))
                        and (has_table_privilege(name, 'delete')
                            or name in ('credential', 'signing_key', 'audit_event')))
                    union all
                    select 'account_number' where not has_sequence_privilege('account_number', 'usage')
                ) as lacking) as denied
            from flyway_schema_history where version = :needed and success
            """;

    private static final String TOO_OLD =
            "its schema is older than this release; latchkey migrate brings it up to date";

    /** Shorter than the timeout of the probes in deploy. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final SharedQuery<Optional<String>> asked = new SharedQuery<>("readiness", this::ask);
    private final StaleConnections connections;
    private volatile Optional<String> latest = Optional.empty();

    DatabaseHealth(StaleConnections connections) {
        this.connections = connections;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            return asked.answer(MAX_WAIT).map(DatabaseHealth::down).orElseGet(() -> HealthCheckResponse.up("database"));
        } catch (TimeoutException e) {
            return down(latest.orElse(DatabaseErrorAdvice.SILENT.sentence()));
        }
    }

    /** Checks the database. If a server refuses slowly, the next probe reports the reason. */
    private Optional<String> ask() {
        latest = flaw();
        return latest;
    }

    private Optional<String> flaw() {
        try {
            return Statements.first(Object[].class, STATE, Map.of("needed", Migration.NEEDED))
                    .map(row -> flaw((String) row[0], (String) row[1]))
                    .orElse(Optional.of(TOO_OLD));
        } catch (PersistenceException e) {
            Log.debug("not ready", e);
            return DatabaseErrorAdvice.about(e)
                    .map(advice -> advice == DatabaseErrorAdvice.NO_TABLES
                            ? SchemaUsage.denied().orElse(TOO_OLD)
                            : advice.sentence());
        }
    }

    private Optional<String> flaw(String readOnly, @Nullable String denied) {
        if (readOnly.equals("on")) {
            connections.flush();
            return Optional.of(DatabaseErrorAdvice.READ_ONLY.sentence());
        }
        return Optional.ofNullable(denied)
                .map(tables -> DatabaseErrorAdvice.NO_PERMISSION.sentence() + ": it lacks rights on " + tables);
    }

    private static HealthCheckResponse down(String why) {
        return HealthCheckResponse.named("database")
                .down()
                .withData("reason", why)
                .build();
    }
}
