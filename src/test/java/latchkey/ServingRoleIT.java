package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the serving role may and may not do with commands and tables. For requests see ServingRoleIT of the contracts. */
@ExtendWith(ServingRole.class)
class ServingRoleIT {

    @ParameterizedTest
    @ValueSource(
            strings = {"keys list", "keys rotate", "sessions end --all", "accounts schemes", "purge", "audit", "export"
            })
    void theServingRoleCanRunCommands(String typed) throws Exception {
        try (Replica command = ServingRole.start(typed.split(" "))) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table mine (id bigint)",
                "drop table session",
                "alter table account add column mine text",
                "truncate audit_event",
                "create function mine() returns int language sql as 'select 1'",
                "create trigger mine before update on session execute function suppress_redundant_updates_trigger()",
                "delete from flyway_schema_history",
                "update flyway_schema_history set success = false"
            })
    void theServingRoleCannotChangeTheSchema(String sql) throws Exception {
        String url = Database.settings()
                .get("quarkus.datasource.jdbc.url")
                .replace("user=postgres", "user=" + ServingRole.NAME);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo("42501"));
        }
    }
}
