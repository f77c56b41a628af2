package latchkey;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import latchkey.failure.DatabaseAdvice;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/** Whether the database is there, takes writes and lets this role make them, and is as far as this release needs it: one query. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
class Readiness implements HealthCheck {

    static final String MIGRATED = "select 1 from flyway_schema_history where version = ? and success";

    /** What a role that serves cannot do without: as the owner of the tables sees to, it may keep the past as it was. */
    private static final String STATE = """
            select current_setting('transaction_read_only') as read_only, (
                select string_agg(name, ', ') from unnest(array['account', 'login_name', 'credential', 'session', 'attempt',
                    'signing_key', 'legacy_token', 'audit_event']) as needed (name)
                where not (has_table_privilege(name, 'select') and has_table_privilege(name, 'insert')
                    and (has_table_privilege(name, 'update') or name in ('login_name', 'signing_key', 'audit_event'))
                    and (has_table_privilege(name, 'delete')
                        or name in ('login_name', 'credential', 'signing_key', 'audit_event')))) as denied
            from flyway_schema_history where version = ? and success
            """;

    private static final String TOO_OLD =
            "its schema is older than this release; latchkey migrate brings it up to date";

    /** Less than who asks waits for: see deploy. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Asked<Optional<String>> asked = new Asked<>("readiness", this::ask);
    private final LostConnections connections;
    private volatile Optional<String> latest = Optional.empty();

    Readiness(LostConnections connections) {
        this.connections = connections;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            return asked.answer(PATIENCE).map(Readiness::down).orElseGet(() -> HealthCheckResponse.up("database"));
        } catch (TimeoutException e) {
            return down(latest.orElse(DatabaseAdvice.SILENT.sentence()));
        }
    }

    /** Of a server that refuses slowly, the reason is told the next time. */
    private Optional<String> ask() {
        latest = flaw();
        return latest;
    }

    private Optional<String> flaw() {
        try {
            return Sql.of(STATE, Migration.NEEDED)
                    .first(row -> flaw(row.getString("read_only"), row.getString("denied")))
                    .orElse(Optional.of(TOO_OLD));
        } catch (Sql.Failed e) {
            Log.debug("not ready", e);
            return DatabaseAdvice.about(e)
                    .map(advice -> advice == DatabaseAdvice.NO_TABLES ? TOO_OLD : advice.sentence());
        }
    }

    private Optional<String> flaw(String readOnly, @Nullable String denied) {
        if (readOnly.equals("on")) {
            connections.leave();
            return Optional.of(DatabaseAdvice.READ_ONLY.sentence());
        }
        return Optional.ofNullable(denied)
                .map(tables -> DatabaseAdvice.NO_PERMISSION.sentence() + ": it lacks rights on " + tables);
    }

    private static HealthCheckResponse down(String why) {
        return HealthCheckResponse.named("database")
                .down()
                .withData("reason", why)
                .build();
    }
}
