package latchkey;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether the database is there, and as far as this release needs it: one query for both. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
class Readiness implements HealthCheck {

    static final String MIGRATED = "select 1 from flyway_schema_history where version = ? and success";

    /** SQLSTATE of a table that does not exist. */
    private static final String NO_TABLE = "42P01";

    private final AgroalDataSource database;

    Readiness(AgroalDataSource database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(MIGRATED)) {
            query.setString(1, Migration.NEEDED);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? HealthCheckResponse.up("database") : tooOld();
            }
        } catch (SQLException e) {
            return NO_TABLE.equals(e.getSQLState()) ? tooOld() : down("away");
        }
    }

    private static HealthCheckResponse tooOld() {
        return down("its schema is older than this release; latchkey migrate brings it up to date");
    }

    private static HealthCheckResponse down(String why) {
        return HealthCheckResponse.named("database")
                .down()
                .withData("reason", why)
                .build();
    }
}
