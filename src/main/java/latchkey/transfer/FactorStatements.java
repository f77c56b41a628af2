package latchkey.transfer;

import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.JdbcStatement;
import latchkey.factor.Factor;
import latchkey.transfer.factor.ImportedFactor.PasskeyRecord;
import org.jspecify.annotations.Nullable;

/** The statements that import second factors, a whole batch in one. */
final class FactorStatements {

    private static final String HOLDER = "a.id, c.imported_at is not null as imported";

    private static final String WITH_CREDENTIAL = " left join credential c on c.account_id = a.id ";

    private static final String IS_ONE = " = any(select cast(wanted as bigint) from unnest(?) as wanted)";

    /** Those that wait for their first code do not count: no sign-in asks for them. */
    private static final String FACTORS =
            "select account_id, id, secret from factor where confirmed_at is not null and account_id" + IS_ONE;

    private static final String CODES =
            "select account_id, encode(digest, 'hex') as digest, used_at is not null as used from recovery_code where"
                    + " account_id" + IS_ONE;

    private static final String PASSKEYS = """
            select encode(p.credential_id, 'hex') as credential_id, f.account_id
            from passkey p join factor f on f.id = p.factor_id
            where p.credential_id = any(select decode(wanted, 'hex') from unnest(?) as wanted)
            """;

    private static final String INSERT_FACTORS = """
            insert into factor (id, account_id, kind, name, secret, created_at, confirmed_at, last_step)
            select cast(w.id as uuid), cast(w.account_id as bigint), w.kind, w.name, decode(w.secret, 'hex'), moment, moment, 0
            from unnest(?, ?, ?, ?, ?) as w(account_id, id, kind, name, secret), (select cast(? as timestamptz) as moment) this
            """;

    private static final String INSERT_PASSKEYS = """
            insert into passkey (factor_id, credential_id, user_handle, credential, sign_count, backup_eligible, backed_up, transports)
            select cast(w.id as uuid), decode(w.credential_id, 'hex'), decode(w.user_handle, 'hex'), decode(w.credential, 'hex'),
                cast(w.sign_count as bigint), cast(w.backup_eligible as boolean), cast(w.backed_up as boolean), w.transports
            from unnest(?, ?, ?, ?, ?, ?, ?, ?) as w(id, credential_id, user_handle, credential, sign_count, backup_eligible,
                backed_up, transports)
            """;

    private static final String INSERT_CODES = """
            insert into recovery_code (account_id, digest)
            select cast(w.account_id as bigint), decode(w.digest, 'hex') from unnest(?, ?) as w(account_id, digest)
            """;

    /**
     * An account that may get second factors.
     *
     * @param imported whether it is from another backend
     */
    record Holder(long id, boolean imported) {}

    /** A second factor in the table. */
    record Stored(long account, String id, byte @Nullable [] secret) {}

    /** @param digest in hexadecimal */
    record StoredCode(long account, String digest, boolean used) {}

    /**
     * A new row: a factor, or a recovery code, which has neither kind nor name.
     *
     * @param id of a recovery code, its digest in hexadecimal
     */
    record Row(
            long account,
            String id,
            Factor.@Nullable Kind kind,
            String name,
            byte @Nullable [] secret,
            @Nullable PasskeyRecord passkey) {}

    /** Accounts by their ids in the other backend. */
    static Map<String, Holder> byLegacyId(Set<String> ids) {
        return holders(
                "select a.legacy_id as known, " + HOLDER + " from account a" + WITH_CREDENTIAL
                        + "where a.legacy_id = any(?)",
                ids);
    }

    /** Accounts by their login names, folded. */
    static Map<String, Holder> byName(Set<String> names) {
        return holders(
                "select n.name as known, " + HOLDER + " from login_name n join account a on a.id = n.account_id"
                        + WITH_CREDENTIAL + "where n.name = any(?)",
                names);
    }

    private static Map<String, Holder> holders(String query, Set<String> known) {
        Map<String, Holder> holders = new HashMap<>();
        JdbcStatement.of(query, (Object) known.toArray(String[]::new))
                .all(row ->
                        holders.put(row.getString("known"), new Holder(row.getLong("id"), row.getBoolean("imported"))));
        return holders;
    }

    /** Waits for other changes of the accounts' factors, in the order of ids, so that no two imports wait for each other. */
    static void lock(Set<Long> accounts) {
        JdbcStatement.of("select id from account where id" + IS_ONE + " order by id for no key update", (Object)
                        texts(accounts))
                .all(row -> row.getLong("id"));
    }

    static List<Stored> factors(Set<Long> accounts) {
        return JdbcStatement.of(FACTORS, (Object) texts(accounts))
                .all(row -> new Stored(row.getLong("account_id"), row.getString("id"), row.getBytes("secret")));
    }

    static List<StoredCode> codes(Set<Long> accounts) {
        return JdbcStatement.of(CODES, (Object) texts(accounts))
                .all(row -> new StoredCode(row.getLong("account_id"), row.getString("digest"), row.getBoolean("used")));
    }

    /** The accounts that have passkeys with these ids, which are in hexadecimal. */
    static Map<String, Long> passkeys(Set<String> credentialIds) {
        return JdbcStatement.of(PASSKEYS, (Object) credentialIds.toArray(String[]::new))
                .all(row -> Map.entry(row.getString("credential_id"), row.getLong("account_id")))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static void insert(List<Row> factors, List<Row> codes, Instant now) {
        Stream<Object> columns = Stream.of(
                column(factors, Row::account),
                column(factors, Row::id),
                column(factors, Row::kind),
                column(factors, Row::name),
                column(factors, Row::secret));
        JdbcStatement.of(INSERT_FACTORS, Stream.concat(columns, Stream.of(now)).toArray())
                .update();
        insertPasskeys(factors.stream().filter(row -> row.passkey() != null).toList());
        JdbcStatement.of(INSERT_CODES, column(codes, Row::account), column(codes, Row::id))
                .update();
    }

    private static void insertPasskeys(List<Row> factors) {
        List<PasskeyRecord> passkeys =
                factors.stream().map(Row::passkey).filter(Objects::nonNull).toList();
        JdbcStatement.of(
                        INSERT_PASSKEYS,
                        column(factors, Row::id),
                        column(passkeys, PasskeyRecord::credentialId),
                        column(passkeys, PasskeyRecord::userHandle),
                        column(passkeys, PasskeyRecord::credential),
                        column(passkeys, PasskeyRecord::signCount),
                        column(passkeys, PasskeyRecord::backupEligible),
                        column(passkeys, PasskeyRecord::backedUp),
                        column(passkeys, PasskeyRecord::transports))
                .update();
    }

    /** Stores an event for each of the accounts. */
    static List<AuditEvent> events(Set<Long> accounts, EventDraft draft) {
        return draft.storeWith("""
                select a.id as account_id, a.username, cast(null as uuid) as session_id from account a
                where a.id = any(cast(:accounts as bigint[]))
                """, Map.of("accounts", texts(accounts)));
    }

    private static String[] texts(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).toArray(String[]::new);
    }

    /** Bytes in hexadecimal. */
    private static <T> String[] column(List<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream()
                .map(value)
                .map(each -> each instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : text(each))
                .toArray(String[]::new);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private FactorStatements() {}
}
