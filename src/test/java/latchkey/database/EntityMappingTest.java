package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.metamodel.EntityType;
import java.util.Locale;
import latchkey.Database;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/** The entities and the tables that Flyway made. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class EntityMappingTest {

    @Inject
    SessionFactory factory;

    @Test
    void everyColumnOfAnEntityIsInItsTable() {
        assertThatCode(() -> factory.getSchemaManager().validateMappedObjects()).doesNotThrowAnyException();
    }

    @Test
    void everyTableIsAnEntity() {
        String tables = Database.query("select string_agg(tablename, ' ' order by tablename) from pg_tables"
                + " where schemaname = 'public' and tablename <> 'flyway_schema_history'");

        assertThat(tables.split(" "))
                .containsExactlyInAnyOrderElementsOf(factory.getMetamodel().getEntities().stream()
                        .map(EntityType::getName)
                        .map(name -> name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                        .toList());
    }
}
