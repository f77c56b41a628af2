package latchkey.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import latchkey.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flyway refuses a step with another checksum: that tells whether it ran. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class MigrationAtStartTest {

    @Inject
    Migration migration;

    @AfterEach
    void repair() {
        Database.execute("update flyway_schema_history set checksum = checksum + 1, success = true where version = '%s'"
                .formatted(Migration.NEEDED));
    }

    @Test
    void aStartWithTheNewestSchemaDoesNotRunFlywayAndMigrateDoes() {
        spoil("checksum = checksum - 1");

        assertThatCode(migration::runIfNeeded).doesNotThrowAnyException();
        assertThatThrownBy(migration::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Latchkey cannot bring its database up to date: ");
    }

    @Test
    void aStartRunsFlywayIfTheNewestStepFailed() {
        spoil("checksum = checksum - 1, success = false");

        assertThatThrownBy(migration::runIfNeeded).isInstanceOf(ConfigurationException.class);
    }

    private static void spoil(String change) {
        Database.execute(
                "update flyway_schema_history set %s where version = '%s'".formatted(change, Migration.NEEDED));
    }
}
