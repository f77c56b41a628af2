package latchkey.account;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.GroupedCalls;
import latchkey.database.JdbcStatement;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A user account, as every contract sees it. */
@Entity
public class Account extends PanacheEntityBase {

    /** The group of all accounts. */
    public static final String USER = "user";

    /** The group of superusers. */
    public static final String SUPERUSER = "superuser";

    /** The columns that an audit event needs from a statement that changes an account. */
    private static final String RETURNING = " returning id as account_id, username, cast(null as uuid) as session_id";

    @Id
    public long id;

    public String username;

    @Nullable
    public String email;

    public String firstName;

    public String lastName;

    @Nullable
    public String fullName;

    @Nullable
    public String profileImage;

    public boolean active;
    public boolean superuser;

    /** Sorted; see {@link #groups} for all. */
    public List<String> groupNames;

    public Instant joinedAt;

    /** When the user proved that {@link #email} is theirs; null if that is not known. */
    @Nullable
    public Instant emailVerifiedAt;

    /** The language of mails (BCP 47); null if it is not known. */
    @Nullable
    public String language;

    /** How often all sessions of the account were ended at once. */
    public int sessionEpoch;

    /** The id that the account had in the backend that it was imported from. */
    @Nullable
    public String legacyId;

    private static final GroupedCalls<Long, Optional<Account>> READS =
            new GroupedCalls<>(Account::withIds, Account::readOne);

    /** The account with this id, if it is active. Simultaneous reads share a statement. */
    public static Optional<Account> findActive(long id) {
        return READS.result(id).filter(account -> account.active);
    }

    private static Map<Long, Optional<Account>> withIds(List<Long> ids) {
        Map<Long, Optional<Account>> found = new HashMap<>();
        JdbcStatement.kept("select * from account where id = any(?)", (Object) ids.toArray(Long[]::new))
                .all(Account::read)
                .forEach(account -> found.put(account.id, Optional.of(account)));
        return found;
    }

    private static Optional<Account> readOne(long id) {
        return JdbcStatement.of("select * from account where id = ?", id).first(Account::read);
    }

    public static Optional<Account> withId(long id) {
        return Optional.ofNullable(Statements.call(session -> session.get(Account.class, id)));
    }

    /**
     * One page of accounts by id, after {@code after}, of those with a login name that begins with {@code prefix}, folded. In a
     * transaction.
     */
    static List<Account> list(String prefix, long after, int limit) {
        return Account.<Account>find(
                        "from Account a where a.id > ?1 and exists (select 1 from LoginName n where n.account = a"
                                + " and left(n.name, length(?2)) = ?2) order by a.id",
                        after,
                        prefix)
                .page(0, limit)
                .list();
    }

    /** Reads an account from a row with all columns of the table. */
    public static Account read(ResultSet row) throws SQLException {
        Account account = new Account();
        account.id = row.getLong("id");
        account.username = row.getString("username");
        account.email = row.getString("email");
        account.firstName = row.getString("first_name");
        account.lastName = row.getString("last_name");
        account.fullName = row.getString("full_name");
        account.profileImage = row.getString("profile_image");
        account.active = row.getBoolean("active");
        account.superuser = row.getBoolean("superuser");
        account.groupNames = List.of((String[]) row.getArray("group_names").getArray());
        account.joinedAt = requireNonNull(JdbcStatement.instant(row, "joined_at"));
        account.sessionEpoch = row.getInt("session_epoch");
        account.emailVerifiedAt = JdbcStatement.instant(row, "email_verified_at");
        account.language = row.getString("language");
        account.legacyId = row.getString("legacy_id");
        return account;
    }

    /** Inserts an active account, which has no login name yet. */
    static Account insert(Registration registration, @Nullable String language, Instant now) {
        Map<String, Object> row = new HashMap<>();
        row.put("username", registration.username());
        row.put("email", registration.email());
        row.put("firstName", registration.firstName());
        row.put("lastName", registration.lastName());
        row.put("fullName", registration.fullName());
        row.put("language", language);
        row.put("now", now);
        return Statements.first(Account.class, """
                        insert into account (username, email, first_name, last_name, full_name, language, joined_at)
                        values (:username, cast(:email as text), :firstName, :lastName, cast(:fullName as text),
                            cast(:language as text), :now) returning *
                        """, row).orElseThrow();
    }

    /** Changes an active account and returns it; empty if there is no such account. */
    static Optional<Account> change(long id, Profile profile) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("firstName", profile.firstName());
        values.put("lastName", profile.lastName());
        values.put("fullName", profile.fullName());
        values.put("profileImage", profile.profileImage());
        return Statements.first(Account.class, """
                        update account set
                            first_name = coalesce(cast(:firstName as text), first_name),
                            last_name = coalesce(cast(:lastName as text), last_name),
                            full_name = nullif(coalesce(cast(:fullName as text), full_name), ''),
                            profile_image = nullif(coalesce(cast(:profileImage as text), profile_image), '')
                        where id = :id and active returning *
                        """, values);
    }

    /** Locks an active account against changes by other transactions; false if there is no such account. */
    static boolean lock(long id) {
        return Statements.first(
                        Boolean.class,
                        "select true from account where id = :id and active for update",
                        Map.of("id", id))
                .isPresent();
    }

    /**
     * Locks this account against changes by other transactions; false if it is gone, was disabled, or all its sessions were ended
     * since it was read. In a transaction.
     */
    public boolean lockUnchanged() {
        return Statements.first(
                        Boolean.class,
                        "select true from account where id = :id and active and session_epoch = :epoch for no key update",
                        Map.of("id", id, "epoch", sessionEpoch))
                .isPresent();
    }

    /** Ends all sessions of the account except those that are moved to the new epoch. */
    static void raiseEpoch(long id) {
        Statements.list(
                Boolean.class,
                "update account set session_epoch = session_epoch + 1 where id = :id returning true",
                Map.of("id", id));
    }

    /** Stores that the user has proven the address; records nothing if that was known, or the account has another. */
    static List<AuditEvent> verifyEmail(long id, String address, EventDraft draft) {
        return draft.storeWith(
                "update account set email_verified_at = :at where id = :id and email = :proven and email_verified_at is null"
                        + RETURNING,
                Map.of("id", id, "proven", address));
    }

    /** Gives the account an address that the user has proven. */
    static List<AuditEvent> setEmail(long id, String address, EventDraft draft) {
        return draft.storeWith(
                "update account set email = :proven, email_verified_at = :at where id = :id and active" + RETURNING,
                Map.of("id", id, "proven", address));
    }

    /** Deletes an account that was just inserted. */
    static void withdraw(long id) {
        Statements.list(Boolean.class, "delete from account where id = :id returning true", Map.of("id", id));
    }

    /** The user's full name, or first and last name joined if the user gave no full name. */
    public String displayName() {
        return fullName != null ? fullName : (firstName + " " + lastName).strip();
    }

    /** The {@code groups} claim: {@code user}, {@code superuser} for superusers, and the groups that operators have made. */
    public List<String> groups() {
        List<String> groups = new ArrayList<>(groupNames.size() + 2);
        groups.add(USER);
        if (superuser) {
            groups.add(SUPERUSER);
        }
        groups.addAll(groupNames);
        return groups;
    }
}
