package latchkey.account;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;
import org.jspecify.annotations.Nullable;

/** A person as every contract sees one. */
public final class Account {

    /** What {@link #of} reads, of the table by its alias {@code a}. */
    public static final String COLUMNS = """
            a.id as account_id, a.username, a.email, a.first_name, a.last_name, a.full_name, a.profile_image, a.active,
            a.superuser, a.joined_at, a.session_epoch""";

    /** What a statement that changes an account gives to tell of. */
    private static final String TOLD = " returning id as account_id, username, cast(null as uuid) as session_id";

    public final long id;
    public final String username;
    public final @Nullable String email;
    public final String firstName;
    public final String lastName;
    public final @Nullable String fullName;
    public final @Nullable String profileImage;
    public final boolean active;
    public final boolean superuser;
    public final Instant joinedAt;

    /** How often all sessions of the account were ended at once. */
    public final int sessionEpoch;

    private Account(ResultSet row) throws SQLException {
        id = row.getLong("account_id");
        username = row.getString("username");
        email = row.getString("email");
        firstName = row.getString("first_name");
        lastName = row.getString("last_name");
        fullName = row.getString("full_name");
        profileImage = row.getString("profile_image");
        active = row.getBoolean("active");
        superuser = row.getBoolean("superuser");
        joinedAt = requireNonNull(Sql.instant(row, "joined_at"));
        sessionEpoch = row.getInt("session_epoch");
    }

    /** Reads {@link #COLUMNS}. */
    public static Account of(ResultSet row) throws SQLException {
        return new Account(row);
    }

    public static Optional<Account> findActive(long id) {
        return Sql.of("select " + COLUMNS + " from account a where a.id = ? and a.active", id)
                .first(Account::of);
    }

    static Optional<Account> find(long id) {
        return Sql.of("select " + COLUMNS + " from account a where a.id = ?", id)
                .first(Account::of);
    }

    /** The first of those behind {@code after}, by id, that have a name which begins with {@code prefix}, folded. */
    static List<Account> list(String prefix, long after, int most) {
        return Sql.of(
                        "select " + COLUMNS + " from account a where a.id > ? and exists (select 1 from login_name n"
                                + " where n.account_id = a.id and starts_with(n.name, ?)) order by a.id limit ?",
                        after,
                        prefix,
                        most)
                .all(Account::of);
    }

    /** An active account, with no name to sign in with yet. */
    static Account insert(Registration wanted, Instant now) {
        return Sql.of(
                        "insert into account as a (username, email, first_name, last_name, full_name, joined_at)"
                                + " values (?, ?, ?, ?, ?, ?) returning " + COLUMNS,
                        wanted.username(),
                        wanted.email(),
                        wanted.firstName(),
                        wanted.lastName(),
                        wanted.fullName(),
                        now)
                .first(Account::of)
                .orElseThrow();
    }

    /** The account as it is with that change; empty where it is gone. */
    static Optional<Account> change(long id, Profile profile) {
        return Sql.of(
                        """
                        update account a set
                            first_name = coalesce(?, first_name),
                            last_name = coalesce(?, last_name),
                            full_name = nullif(coalesce(?, full_name), ''),
                            profile_image = nullif(coalesce(?, profile_image), '')
                        where id = ? and active returning\s""" + COLUMNS,
                        profile.firstName(),
                        profile.lastName(),
                        profile.fullName(),
                        profile.profileImage(),
                        id)
                .first(Account::of);
    }

    static List<AuditEvent> enable(long id, Draft draft) {
        return draft.with("update account set active = true where id = :id" + TOLD, Map.of("id", id));
    }

    /** Its sessions are no longer live, and a sign-in that is under way opens none, even if it is enabled meanwhile. */
    static List<AuditEvent> disable(long id, Draft draft) {
        return draft.with(
                "update account set active = false, session_epoch = session_epoch + 1 where id = :id" + TOLD,
                Map.of("id", id));
    }

    /** Has other transactions wait that would change an active account; false where there is no such account. */
    static boolean lock(long id) {
        return Sql.of("select 1 from account where id = ? and active for update", id)
                .first(row -> true)
                .isPresent();
    }

    /** Ends all sessions of the account but those that are moved to the new epoch. */
    static void raiseEpoch(long id) {
        Sql.of("update account set session_epoch = session_epoch + 1 where id = ?", id)
                .update();
    }

    static List<AuditEvent> setSuperuser(long id, boolean superuser, Draft draft) {
        return draft.with(
                "update account set superuser = :superuser where id = :id" + TOLD,
                Map.of("id", id, "superuser", superuser));
    }

    /** Takes back one that was just inserted. */
    static void withdraw(long id) {
        Sql.of("delete from account where id = ?", id).update();
    }

    static List<AuditEvent> delete(long id, Draft draft) {
        return draft.with("delete from account where id = :id" + TOLD, Map.of("id", id));
    }

    /**
     * There is no event where {@code hash} is no longer that of its password. Both rows are locked first: a statement that waits for
     * one row alone sees the other as it was before.
     */
    static List<AuditEvent> delete(long id, String hash, Draft draft) {
        return draft.with("""
                delete from account a using (
                    select proven.id from account proven join credential c on c.account_id = proven.id
                    where proven.id = :id and proven.active and c.password_hash = :hash for update of proven, c) owned
                where a.id = owned.id
                returning a.id as account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("id", id, "hash", hash));
    }

    /** The name to address a user by; first and last name joined where the user gave no other. */
    public String displayName() {
        return fullName != null ? fullName : (firstName + " " + lastName).strip();
    }

    /** What the {@code groups} claim says: {@code user}, and {@code superuser} for those who are. */
    public List<String> groups() {
        return superuser ? List.of("user", "superuser") : List.of("user");
    }
}
