package latchkey.group;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import latchkey.hash.Digests;

/** A group that accounts can be in. Which accounts are in it is a column of theirs, {@link Account#groupNames}. */
@Entity
public class UserGroup extends PanacheEntityBase {

    /** The columns of an event that is about no account. */
    private static final String NO_ACCOUNT =
            " returning cast(null as bigint) as account_id, cast(null as text) as username, cast(null as uuid) as session_id";

    @Id
    public String name;

    public String description;

    public Instant createdAt;

    /** Changes whenever an operator changes the group. */
    public String version() {
        return HexFormat.of().formatHex(Digests.sha256(name + "\n" + createdAt + "\n" + description), 0, 16);
    }

    /** One page of groups by name, after {@code after}. */
    static List<UserGroup> page(String after, int limit) {
        return Statements.list(
                UserGroup.class,
                "select * from user_group where lower(name) > lower(:after) order by lower(name) limit :limit",
                Map.of("after", after, "limit", limit));
    }

    /** The group with this name, in any letter case. */
    static Optional<UserGroup> named(String name) {
        return Statements.first(
                UserGroup.class, "select * from user_group where lower(name) = lower(:group)", Map.of("group", name));
    }

    /** Locks a group, so that no account is added to it; false if there is none. */
    static boolean lock(String name) {
        return Statements.first(
                        Boolean.class,
                        "select true from user_group where name = :group for update",
                        Map.of("group", name))
                .isPresent();
    }

    /** Locks groups, so that they are not deleted in this transaction, and returns their names. */
    static List<String> keep(Collection<String> names) {
        return Statements.list(
                String.class,
                "select name from user_group where lower(name) = any(:names) order by lower(name) for key share",
                Map.of(
                        "names",
                        names.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toArray(String[]::new)));
    }

    /** Inserts a group; inserts and records nothing if there is one whose name differs at most in letter case. */
    static List<AuditEvent> insert(String name, String description, EventDraft draft) {
        return draft.storeWith(
                "insert into user_group (name, description, created_at) values (:group, :text, :at) on conflict do nothing"
                        + NO_ACCOUNT,
                Map.of("group", name, "text", description));
    }

    static List<AuditEvent> describe(String name, String description, EventDraft draft) {
        return draft.storeWith(
                "update user_group set description = :text where name = :group" + NO_ACCOUNT,
                Map.of("group", name, "text", description));
    }

    static List<AuditEvent> delete(String name, EventDraft draft) {
        return draft.storeWith("delete from user_group where name = :group" + NO_ACCOUNT, Map.of("group", name));
    }
}
