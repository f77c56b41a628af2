package latchkey.recovery;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import latchkey.account.Account;
import latchkey.account.AccountEmail;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.EmailLink;
import latchkey.email.EmailLinks;
import latchkey.email.LinkKind;
import latchkey.email.LinkProof;
import latchkey.factor.FactorPolicy;
import latchkey.factor.Factors;
import latchkey.factor.MfaTokens;
import latchkey.factor.SignInMethods;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.Sessions;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** What a user may do with a mailed link or code, once. It proves that the user reads the mailbox of the account. */
@ApplicationScoped
public class Recovery {

    private static final Set<LinkKind> NEW_PASSWORD = Set.of(LinkKind.RESET, LinkKind.INVITE);

    private final EmailLinks links;
    private final MailRequests requests;
    private final AccountEmail emails;
    private final Accounts accounts;
    private final Sessions sessions;
    private final TokenIssuer issuer;
    private final Factors factors;
    private final FactorPolicy policy;
    private final MfaTokens mfaTokens;
    private final FoundLink found;

    Recovery(
            EmailLinks links,
            MailRequests requests,
            AccountEmail emails,
            Accounts accounts,
            Sessions sessions,
            TokenIssuer issuer,
            Factors factors,
            FactorPolicy policy,
            MfaTokens mfaTokens,
            FoundLink found) {
        this.links = links;
        this.requests = requests;
        this.emails = emails;
        this.accounts = accounts;
        this.sessions = sessions;
        this.issuer = issuer;
        this.factors = factors;
        this.policy = policy;
        this.mfaTokens = mfaTokens;
        this.found = found;
    }

    /**
     * Finds the link of {@link #resetPassword} before the request waits for a password hash.
     *
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code
     */
    public void findAhead(LinkProof proof) {
        EmailLink link = find(proof, NEW_PASSWORD, LinkKind.RESET);
        account(link);
        found.hold(link);
    }

    /**
     * Sets a new password, and ends all sessions of the account. The address counts as verified.
     *
     * @throws AuthFailure LINK_REJECTED; INVALID_FIELDS if the password is too common; TOO_MANY_ATTEMPTS for a code
     */
    public void resetPassword(LinkProof proof, String newPassword) {
        EmailLink link = found.take().orElseGet(() -> find(proof, NEW_PASSWORD, LinkKind.RESET));
        Account account = account(link);
        sessions.setPassword(account, newPassword, Kind.PASSWORD_RESET, () -> {
            links.use(link);
            emails.verified(account.id, link.address);
        });
    }

    /**
     * Verifies the address that the mail was sent to.
     *
     * @return the account
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code
     */
    public Account verify(LinkProof proof) {
        EmailLink link = find(proof, Set.of(LinkKind.VERIFY), LinkKind.VERIFY);
        Transactions.call(() -> {
            links.use(link);
            emails.verified(link.accountId, link.address);
            return link;
        });
        return account(link);
    }

    /**
     * Opens a session. The address counts as verified. If it was not before, the password is removed and all other sessions end: another
     * person may have registered with it.
     *
     * @param alongside further work in the same transaction, for the contract through which the client asked for the mail
     * @throws AuthFailure LINK_REJECTED; CODE_REQUIRED if the account has a second factor, or must have one; TOO_MANY_ATTEMPTS for a code
     */
    public Tokens signIn(LinkProof proof, Function<Optional<String>, Optional<Runnable>> alongside) {
        EmailLink link = find(proof, Set.of(LinkKind.SIGN_IN), LinkKind.SIGN_IN);
        TokenIssuer.Opening opening = issuer.opening(alongside.apply(Optional.ofNullable(link.contract)));
        Optional<Tokens> opened = Transactions.call(() -> {
            links.use(link);
            if (account(link).emailVerifiedAt == null) {
                // The person who registered with the address may be another than its owner, who signs in now.
                accounts.removePassword(link.accountId);
                emails.verified(link.accountId, link.address);
            }
            // Read after the change, so that the token says that the address is verified.
            Account account = account(link);
            return factors.of(account).isEmpty() && !policy.isOverdue(account)
                    ? Optional.of(opening.of(account, null, SignInMethods.of(SignInMethods.Method.MAIL))
                            .orElseThrow(() -> AuthFailure.because(Reason.LINK_REJECTED)))
                    : Optional.empty();
        });
        // Outside the transaction: the link is used up.
        return opened.orElseThrow(() -> {
            Account account = account(link);
            List<String> kinds = factors.kinds(account);
            return AuthFailure.ofCode(
                    Reason.CODE_REQUIRED,
                    mfaTokens.token(account, null),
                    kinds.isEmpty() ? List.of(FactorPolicy.ENROLMENT) : kinds);
        });
    }

    /**
     * Ends all sessions of the account: its owner did not recognize what a notice told of.
     *
     * @return a token to set a new password with
     * @throws AuthFailure LINK_REJECTED
     */
    public String notMe(String token) {
        EmailLink link = links.find(token, Set.of(LinkKind.NOT_ME));
        Account account = account(link);
        String reset = Transactions.call(() -> {
            links.use(link);
            emails.endSessions(account);
            return links.issue(LinkKind.RESET, account.id, link.address);
        });
        sessions.endFormer(account);
        return reset;
    }

    EmailLink find(LinkProof proof, Set<LinkKind> kinds, LinkKind ofCode) {
        String token = proof.token();
        if (token != null) {
            EmailLink link = links.find(token, kinds);
            if (proof.account() != null && proof.account() != link.accountId) {
                throw AuthFailure.because(Reason.LINK_REJECTED);
            }
            return link;
        }
        String address = LoginNames.address(requireNonNull(proof.address()));
        Long account = requests.owner(address).map(owner -> owner.id).orElse(null);
        return links.find(requireNonNull(proof.code()), address, account, ofCode);
    }

    static Account account(EmailLink link) {
        return Account.findActive(link.accountId).orElseThrow(() -> AuthFailure.because(Reason.LINK_REJECTED));
    }
}
