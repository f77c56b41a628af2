package latchkey.email;

import static latchkey.failure.Reason.LINK_REJECTED;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.attempt.RateLimits;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.text.Spelling;
import org.jspecify.annotations.Nullable;

/** Finds the links and codes that users show, and uses them up. */
@ApplicationScoped
public class EmailLinks {

    /** No account has it. */
    private static final long NO_ACCOUNT = -1;

    private final LinkTokens tokens;
    private final RateLimits limits;
    private final Clock clock;

    EmailLinks(LinkTokens tokens, RateLimits limits, Clock clock) {
        this.tokens = tokens;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * The valid link of a token.
     *
     * @throws AuthFailure LINK_REJECTED if there is none of these kinds
     */
    public EmailLink find(String token, Set<LinkKind> kinds) {
        return tokens.read(token)
                .flatMap(id -> Transactions.statement(() -> EmailLink.find(id, now())))
                .filter(link -> kinds.contains(link.kind))
                .orElseThrow(() -> AuthFailure.because(LINK_REJECTED));
    }

    /**
     * The valid link of a code. A wrong code counts as an attempt.
     *
     * @param address that the user says the code was mailed to
     * @param account that has the address; null if none has, or if {@code kind} is {@link LinkKind#CHANGE}
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS, whether or not an account has the address
     */
    public EmailLink find(String code, String address, @Nullable Long account, LinkKind kind) {
        Optional<EmailLink> found = limits.judge(
                limits.code(Spelling.folded(address)),
                () -> candidates(address, account, kind).stream()
                        .filter(link -> kind.hasCode() && tokens.isCode(code, link.id))
                        .findFirst(),
                Optional::isPresent);
        return found.orElseThrow(() -> AuthFailure.because(LINK_REJECTED));
    }

    private List<EmailLink> candidates(String address, @Nullable Long account, LinkKind kind) {
        return Transactions.statement(() -> kind == LinkKind.CHANGE
                ? EmailLink.findAt(address, now())
                : EmailLink.findOf(account == null ? NO_ACCOUNT : account, kind, now()).stream()
                        .toList());
    }

    /**
     * Uses a link up, in the current transaction. Of two clients that show it at the same time, one succeeds.
     *
     * @throws AuthFailure LINK_REJECTED if it is no longer valid
     */
    public EmailLink use(EmailLink link) {
        return link.use(now()).orElseThrow(() -> AuthFailure.because(LINK_REJECTED));
    }

    /** As {@link #use}, and ends the links of the same kind that the account got since. */
    public void useAndEndLater(EmailLink link) {
        use(link).endLater(now());
    }

    /**
     * A link that is not mailed, but given to a client that has proven an address of the account, in the current transaction.
     *
     * @return its token
     * @throws AuthFailure LINK_REJECTED if the account is gone
     */
    public String issue(LinkKind kind, long account, String address) {
        UUID id = EmailLink.issue(kind, account, address, null, now())
                .map(link -> link.id)
                .orElseThrow(() -> AuthFailure.because(LINK_REJECTED));
        return tokens.token(id);
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
