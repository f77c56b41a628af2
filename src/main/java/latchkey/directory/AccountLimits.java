package latchkey.directory;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import latchkey.account.Account;
import latchkey.attempt.WaitingClients;
import latchkey.attempt.WaitingClients.Waiting;
import latchkey.database.Statements;
import latchkey.database.Transactions;

/** Whether the user of an account has to wait for a rate limit, and how an operator lets them try again. */
@ApplicationScoped
public class AccountLimits {

    private final WaitingClients waiting;

    AccountLimits(WaitingClients waiting) {
        this.waiting = waiting;
    }

    /** The limits that the account has reached. */
    public List<Waiting> of(Account account) {
        return waiting.of(account.id, names(account), networks(account));
    }

    /** Forgets all failed attempts for the account, and returns how many limits it had begun to use up. */
    public int reset(Account account) {
        return waiting.reset(account.id, account.username, names(account), networks(account));
    }

    private static List<String> names(Account account) {
        return Transactions.statement(() -> Statements.list(
                String.class, "select name from login_name where account_id = :id", Map.of("id", account.id)));
    }

    private static List<String> networks(Account account) {
        return Transactions.statement(() -> Statements.list(
                String.class,
                "select distinct network from session where account_id = :id and network is not null",
                Map.of("id", account.id)));
    }
}
