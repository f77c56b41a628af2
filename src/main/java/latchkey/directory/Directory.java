package latchkey.directory;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.Credential;
import latchkey.account.ManagedAccounts;
import latchkey.account.Registration;
import latchkey.database.Transactions;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.hash.Digests;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;

/** What operators do to accounts: find them, and change them one by one. */
@ApplicationScoped
public class Directory {

    private static final int VERSION_BYTES = 16;

    private final Accounts accounts;
    private final ManagedAccounts managed;
    private final Sessions sessions;
    private final Factors factors;

    Directory(Accounts accounts, ManagedAccounts managed, Sessions sessions, Factors factors) {
        this.accounts = accounts;
        this.managed = managed;
        this.sessions = sessions;
        this.factors = factors;
    }

    /**
     * An account in a list.
     *
     * @param factors that its user may show, as {@code totp}
     */
    public record Listed(Account account, AccountFilter.State state, List<String> factors) {

        private static Listed of(AccountList.Listed listed) {
            return new Listed(
                    listed.account(),
                    !listed.account().active
                            ? AccountFilter.State.DISABLED
                            : listed.invited() ? AccountFilter.State.INVITED : AccountFilter.State.ACTIVE,
                    listed.factors());
        }
    }

    /**
     * A page of accounts. It may have fewer than were asked for, and there are still more.
     *
     * @param next the key to go on with; null if there are no more
     */
    public record Page(List<Listed> accounts, @Nullable String next) {}

    /** How an account is protected; nothing that helps to guess its password. */
    public record Protection(Credential.Facts facts, List<Factor> factors, long recoveryCodes) {}

    /**
     * One page of accounts: by name if the filter has a beginning, by date if it has one, else by id.
     *
     * @param after the key of the page before; null for the first page
     * @throws AuthFailure INVALID_FIELDS if the key is not of such a list
     */
    public Page list(AccountFilter filter, @Nullable String after, int limit) {
        AccountList.Page page = Transactions.statement(() -> AccountList.page(filter, after, limit));
        return new Page(page.accounts().stream().map(Listed::of).toList(), page.next());
    }

    /** @throws AuthFailure NOT_FOUND */
    public Account get(long id) {
        return Transactions.statement(() -> Account.withId(id)).orElseThrow(Directory::notFound);
    }

    /** @throws AuthFailure NOT_FOUND */
    public Protection protection(long id) {
        Account account = get(id);
        return new Protection(accounts.facts(account), factors.of(account), factors.recoveryCodesLeft(account));
    }

    /** As {@link ManagedAccounts#creating}. */
    public Supplier<Account> creating(Registration registration) {
        return managed.creating(registration);
    }

    /**
     * Changes names, addresses and pictures.
     *
     * @param check of the account as it is, in the same transaction; it may be called several times
     * @throws AuthFailure NOT_FOUND; ALREADY_TAKEN; INVALID_FIELDS
     */
    public Account change(long id, ManagedAccounts.Change change, Consumer<Account> check) {
        return locked(id, check, account -> managed.change(account, change));
    }

    /**
     * Lets the account sign in again.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND
     */
    public void enable(long id, Consumer<Account> check) {
        locked(id, check, account -> {
            accounts.enable(account);
            return account;
        });
    }

    /**
     * Stops the account from signing in, and ends its sessions.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND; LAST_SUPERUSER
     */
    public void disable(long id, Consumer<Account> check) {
        sessions.endDisabled(locked(id, check, account -> {
            accounts.disable(account, false);
            return account;
        }));
    }

    /**
     * Deletes the account and all its data.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND; LAST_SUPERUSER
     */
    public void delete(long id, Consumer<Account> check) {
        locked(id, check, account -> accounts.delete(account, false));
    }

    /**
     * Removes all second factors and recovery codes of an account, and returns the number of factors.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND
     */
    public int resetFactors(long id, Consumer<Account> check) {
        return locked(id, check, factors::reset);
    }

    /**
     * Ends all sessions of an account, and returns how many.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public int endSessions(long id) {
        return sessions.endAll(get(id).id);
    }

    /** Changes whenever the account's row does. */
    public static String version(Account account) {
        String row = Stream.of(
                        account.id,
                        account.username,
                        account.email,
                        account.firstName,
                        account.lastName,
                        account.fullName,
                        account.profileImage,
                        account.active,
                        account.groups(),
                        account.emailVerifiedAt,
                        account.language,
                        account.sessionEpoch)
                .map(String::valueOf)
                .collect(joining("\n"));
        return HexFormat.of().formatHex(Digests.sha256(row), 0, VERSION_BYTES);
    }

    private static Account present(Optional<Account> found) {
        return found.orElseThrow(Directory::notFound);
    }

    private <T> T locked(long id, Consumer<Account> check, Function<Account, T> change) {
        return Transactions.call(() -> {
            Account account = present(managed.lock(id));
            check.accept(account);
            return change.apply(account);
        });
    }

    private static AuthFailure notFound() {
        return AuthFailure.because(Reason.NOT_FOUND);
    }
}
