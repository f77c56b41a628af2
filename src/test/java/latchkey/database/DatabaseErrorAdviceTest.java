package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PgBouncer says itself has the same SQLSTATE as what PostgreSQL says of a protocol violation. */
class DatabaseErrorAdviceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FATAL | server conn crashed?                                                                    | AWAY
            FATAL | server_login_retry                                                                      | AWAY
            FATAL | query_wait_timeout                                                                      | AWAY
            FATAL | unsupported startup parameter: extra_float_digits                                       | POOLER
            ERROR | bind message supplies 1 parameters, but prepared statement "S_1" requires 0             | POOLER
            """)
    void aServerThatIsLostBehindAPoolerIsNotAPoolerInTheWrongMode(
            String severity, String message, DatabaseErrorAdvice advice) {
        PSQLException fault =
                new PSQLException(new ServerErrorMessage("S%s\0C08P01\0M%s\0\0".formatted(severity, message)));

        assertThat(DatabaseErrorAdvice.about(fault)).contains(advice);
    }
}
