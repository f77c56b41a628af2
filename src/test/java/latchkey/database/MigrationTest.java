package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import latchkey.Database;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class MigrationTest {

    private static final String CONFLICTS = """
            create schema conflicts;
            create sequence conflicts.count;
            create function conflicts.obstruct() returns event_trigger language plpgsql as $$ begin
                -- Flyway itself tries again to make its own table.
                if to_regclass('flyway_schema_history') is not null and nextval('conflicts.count') <= 2 then
                    raise exception 'in the way' using errcode = '40P01';
                end if;
            end $$;
            create event trigger obstacle on ddl_command_start when tag in ('CREATE TABLE')
                execute function conflicts.obstruct();
            """;

    /** Of two transactions that wait for each other, PostgreSQL ends one: it can be the migration. */
    @Test
    void aStepIsRepeatedAfterADeadlockWithRequests() throws SQLException {
        Database.execute("drop database if exists migrated");
        Database.execute("create database migrated");
        String url = Database.url().replaceFirst("/[a-z]+\\?", "/migrated?");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(CONFLICTS);
        }

        int steps = new Migration(Flyway.configure().dataSource(url, null, null).load()).run();

        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void readinessRequiresTheNewestMigration() throws IOException {
        try (Stream<Path> steps = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(steps.map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
                            .mapToInt(Integer::parseInt)
                            .max())
                    .hasValue(Integer.parseInt(Migration.NEEDED));
        }
    }
}
