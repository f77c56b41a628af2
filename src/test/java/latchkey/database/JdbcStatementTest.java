package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import latchkey.Database;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
class JdbcStatementTest {

    /** More than the driver, and after it the database, runs before it keeps a plan. */
    private static final int OFTEN = 12;

    @Test
    void aBatchIsPlannedForTheTablesAsTheyAre() {
        assertThat(keptPlans("select 'of a batch' from login_name where name = any(?)", (Object) new String[] {"ada"}))
                .isEmpty();
        assertThat(keptPlans("select 'of one row' from login_name where name = ?", "ada"))
                .hasSize(1);
    }

    /** The statements like {@code text} that the database keeps for a connection which ran it often. */
    private static List<String> keptPlans(String text, Object... values) {
        return QuarkusTransaction.requiringNew().call(() -> {
            for (int i = 0; i < OFTEN; i++) {
                JdbcStatement.of(text, values).all(row -> row.getString(1));
            }
            return JdbcStatement.of(
                            "select statement from pg_prepared_statements where position(? in statement) = 1",
                            text.substring(0, text.indexOf('?')))
                    .all(row -> row.getString(1));
        });
    }
}
