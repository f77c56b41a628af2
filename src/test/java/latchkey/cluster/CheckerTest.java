package latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import latchkey.cluster.Exchange.Deed;
import org.junit.jupiter.api.Test;

/** Histories that are right, and each in which one thing is wrong. */
class CheckerTest {

    private final List<Exchange> history = new ArrayList<>();

    CheckerTest() {
        did(Deed.REGISTER, "", "", "lovelace", 0, 200);
        did(Deed.SIGN_IN, "one", "lovelace", "token 0", 0, 200);
        did(Deed.REFRESH, "one", "token 0", "token 1", 1, 200);
    }

    @Test
    void findsNothingInAHistoryThatIsRight() {
        did(Deed.REFRESH, "one", "token 1", "token 2", 2, 503);
        did(Deed.REFRESH, "one", "token 1", "token 2", 2, 200);
        did(Deed.LIST, "", "", "one", 0, 200);
        did(Deed.SIGN_OUT, "one", "token 2", "", 0, 200);
        did(Deed.REFRESH, "one", "token 2", "", 0, 401);
        did(Deed.LIST, "", "", "", 0, 200);
        did(Deed.RESET, "", "mailed", "byron", 0, 0);
        did(Deed.SIGN_IN, "", "byron", "", 0, 401);
        did(Deed.SIGN_IN, "two", "lovelace", "other 0", 0, 200);
        did(Deed.RESET, "", "mailed", "byron", 0, 200);
        did(Deed.REFRESH, "two", "other 0", "", 0, 401);
        did(Deed.SIGN_IN, "", "lovelace", "", 0, 401);
        did(Deed.SIGN_IN, "three", "byron", "third 0", 0, 200);
        did(Deed.SIGN_OUT, "three", "third 0", "", 0, 503);
        did(Deed.REFRESH, "three", "third 0", "", 0, 401);
        did(Deed.RESET, "", "mailed", "byron", 0, 400);

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsALostAccount() {
        did(Deed.SIGN_IN, "", "lovelace", "", 0, 401);

        finds("an account or its password is lost");
    }

    @Test
    void findsALostPassword() {
        did(Deed.RESET, "", "mailed", "byron", 0, 200);
        did(Deed.SIGN_IN, "", "byron", "", 0, 401);

        finds("an account or its password is lost");
    }

    @Test
    void findsAReplacedPasswordThatWorks() {
        did(Deed.RESET, "", "mailed", "byron", 0, 200);
        did(Deed.SIGN_IN, "two", "lovelace", "other 0", 0, 200);

        finds("a replaced password works");
    }

    @Test
    void findsACodeThatWorksTwice() {
        did(Deed.RESET, "", "mailed", "byron", 0, 200);
        did(Deed.RESET, "", "mailed", "byron", 0, 200);

        finds("a used code works again");
    }

    @Test
    void findsASessionThatLivesAfterTheSignOut() {
        did(Deed.SIGN_OUT, "one", "token 1", "", 0, 200);
        did(Deed.REFRESH, "one", "token 1", "token 2", 2, 200);

        finds("an ended session lives again");
    }

    @Test
    void findsASessionThatLivesAfterAReset() {
        did(Deed.RESET, "", "mailed", "byron", 0, 200);
        did(Deed.LIST, "", "", "one", 0, 200);

        finds("an ended session is listed");
    }

    @Test
    void findsAUserWhoWasSignedOut() {
        did(Deed.REFRESH, "one", "token 1", "", 0, 401);

        finds("a user was signed out");
    }

    @Test
    void findsASessionThatIsMissing() {
        did(Deed.LIST, "", "", "", 0, 200);

        finds("a session is missing in the list");
    }

    @Test
    void findsASecondLine() {
        did(Deed.REFRESH, "one", "token 0", "another 1", 1, 200);

        finds("a refresh chain has two lines");
    }

    /** Another secret makes another signature. */
    @Test
    void allowsAnotherSignature() {
        did(Deed.REFRESH, "one", "token 1", "claims.signature", 2, 200);
        did(Deed.REFRESH, "one", "token 1", "claims.another", 2, 200);

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsARefreshThatWasUndone() {
        did(Deed.REFRESH, "one", "token 1", "token 2", 2, 200);
        did(Deed.REFRESH, "one", "token 0", "token 1", 1, 200);

        finds("a refresh was undone");
    }

    @Test
    void findsAServerError() {
        did(Deed.REFRESH, "one", "token 1", "", 0, 500);

        finds("an unexpected answer");
    }

    @Test
    void findsAMissingAuditEvent() {
        Set<String> audited = audited();
        audited.remove("LOGIN 2");

        assertThat(Checker.violations(history, audited))
                .singleElement()
                .asString()
                .startsWith("no audit event of an acknowledged change: SIGN_IN");
    }

    private void finds(String violation) {
        assertThat(violations()).singleElement().asString().startsWith(violation);
    }

    private List<String> violations() {
        return Checker.violations(history, audited());
    }

    private Set<String> audited() {
        return history.stream()
                .map(exchange -> exchange.deed().audited + " " + exchange.request())
                .collect(Collectors.toSet());
    }

    /** A second after the one before. */
    private void did(Deed deed, String session, String shown, String got, int generation, int status) {
        int number = history.size() + 1;
        Instant began = Instant.EPOCH.plusSeconds(number);
        history.add(new Exchange(
                deed,
                "ada",
                session,
                shown,
                got,
                generation,
                status,
                "latchkey-1",
                Integer.toString(number),
                began,
                began.plusMillis(500)));
    }
}
