package latchkey.factor;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import latchkey.account.Account;
import latchkey.account.AccountMails;
import latchkey.attempt.RateLimits;

/** Which accounts must have a second factor, and from when on. */
@ApplicationScoped
public class FactorPolicy {

    /** What a user without a second factor has to do before the next sign-in. */
    public static final String ENROLMENT = "enrolment";

    private final FactorConfig config;
    private final RateLimits limits;
    private final AccountMails mails;
    private final Clock clock;

    FactorPolicy(FactorConfig config, RateLimits limits, AccountMails mails, Clock clock) {
        this.config = config;
        this.limits = limits;
        this.mails = mails;
        this.clock = clock;
    }

    /** Why the settings have no effect. */
    public static Optional<String> flaw(FactorConfig config) {
        return config.requiredFrom().isPresent() && config.requiredFor().isEmpty()
                ? Optional.of(
                        "latchkey.factors.required-from is set without latchkey.factors.required-for: set that to user, for all accounts, or to groups.")
                : Optional.empty();
    }

    /** When the account must have a second factor; nothing if it need not. */
    public Optional<Instant> deadline(Account account) {
        Set<String> groups = config.requiredFor().orElse(Set.of());
        Instant ownGrace = account.joinedAt.plus(config.grace());
        return Collections.disjoint(groups, account.groups())
                ? Optional.empty()
                : Optional.of(config.requiredFrom().filter(ownGrace::isBefore).orElse(ownGrace));
    }

    /** Whether the account must have one by now. */
    public boolean isOverdue(Account account) {
        return deadline(account).filter(from -> !clock.instant().isBefore(from)).isPresent();
    }

    /** Asks the owner of an account without a second factor to enrol one, by mail, at most once a week. */
    public void remind(Account account) {
        if (mails.areFactorNoticesOn() && limits.mayRemind(account.id)) {
            mails.factorWanted(account);
        }
    }
}
