package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Statements;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.password.CommonPasswords;
import org.jspecify.annotations.Nullable;

/** The accounts that operators create and change, whether or not their users can sign in. */
@ApplicationScoped
public class ManagedAccounts {

    private final Accounts accounts;
    private final Passwords passwords;
    private final CommonPasswords common;
    private final AuditLog audit;
    private final Clock clock;

    /**
     * What an operator changes of an account: null leaves a field as it is, an empty text empties it.
     *
     * @param username never empty
     */
    public record Change(
            @Nullable String username, @Nullable String email, Profile profile) {

        /** The account, locked against changes by others, active or not. In a transaction. */
        static Optional<Account> locked(long id) {
            return Statements.first(Account.class, "select * from account where id = :id for update", Map.of("id", id));
        }

        /** The names that the account will have. */
        LoginNames names(Account account) {
            String address = email == null ? account.email : email;
            return LoginNames.of(
                    username == null ? account.username : username,
                    address == null || address.isEmpty() ? null : address);
        }

        /** Changes the account, active or not, and returns it. A new address is not verified. */
        Account apply(long id, LoginNames names) {
            Map<String, Object> values = new HashMap<>();
            values.put("id", id);
            values.put("username", names.username());
            values.put("email", names.email());
            values.put("firstName", profile.firstName());
            values.put("lastName", profile.lastName());
            values.put("fullName", profile.fullName());
            values.put("profileImage", profile.profileImage());
            return Statements.first(Account.class, """
                            update account set username = :username, email = cast(:email as text),
                                email_verified_at = case when email = cast(:email as text) then email_verified_at end,
                                first_name = coalesce(cast(:firstName as text), first_name),
                                last_name = coalesce(cast(:lastName as text), last_name),
                                full_name = nullif(coalesce(cast(:fullName as text), full_name), ''),
                                profile_image = nullif(coalesce(cast(:profileImage as text), profile_image), '')
                            where id = :id returning *
                            """, values).orElseThrow();
        }

        /** The names of the fields that are not null. */
        String named() {
            return Stream.of(username == null ? "" : "username", email == null ? "" : "email", profile.named())
                    .filter(name -> !name.isEmpty())
                    .collect(joining(", "));
        }
    }

    ManagedAccounts(Accounts accounts, Passwords passwords, CommonPasswords common, AuditLog audit, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.common = common;
        this.audit = audit;
        this.clock = clock;
    }

    /** The account, locked against changes by others. In a transaction. */
    public Optional<Account> lock(long id) {
        return Change.locked(id);
    }

    /**
     * Hashes the password of a new account. The result creates the account, in a transaction; it throws ALREADY_TAKEN.
     *
     * @param registration with an empty password for an account that no password opens
     * @throws AuthFailure INVALID_FIELDS if the password is too common
     */
    public Supplier<Account> creating(Registration registration) {
        if (registration.password().isEmpty()) {
            return () -> accounts.insert(registration, Passwords.NONE, true, Kind.INVITATION);
        }
        common.refuse("password", registration.password(), registration.username(), registration.email());
        String hash = passwords.hash(registration.password());
        return () -> accounts.insert(registration, hash, true, Kind.REGISTRATION);
    }

    /**
     * Changes an account that is locked. Its user no longer signs in with a name that it gives up. In a transaction.
     *
     * @throws AuthFailure ALREADY_TAKEN; INVALID_FIELDS
     */
    public Account change(Account account, Change change) {
        LoginNames names = change.names(account);
        Set<String> claimed =
                LoginName.claim(account, names.folded(), clock.instant().truncatedTo(MICROS));
        refuseTaken("username", names.foldedUsername(), claimed);
        String address = names.foldedEmail();
        if (address != null) {
            refuseTaken("email", address, claimed);
        }
        new LoginNames(account.username, account.email)
                .folded().stream()
                        .filter(former -> !names.folded().contains(former))
                        .forEach(former -> LoginName.release(account.id, former));
        Account changed = change.apply(account.id, names);
        audit.record(audit.of(Kind.ACCOUNT_CHANGE).withDetail(change.named()).storeFor(changed.id, changed.username));
        return changed;
    }

    private static void refuseTaken(String field, String name, Set<String> claimed) {
        if (!claimed.contains(name)) {
            throw AuthFailure.taken(Map.of(field, FieldError.of(FieldError.Kind.TAKEN)));
        }
    }
}
