package latchkey.key;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;
import org.jspecify.annotations.Nullable;

/** One key pair of the ring, as it is stored. */
final class SigningKey {

    /** A key belongs to no account. */
    private static final String NO_ACCOUNT =
            " returning cast(null as bigint) as account_id, cast(null as text) as username, cast(null as uuid) as session_id";

    /** Of the keys that sign already, the one in the highest place does. */
    final int place;

    /** RFC 7638 thumbprint of the public key. */
    final String kid;

    /** As in a JWT's {@code alg}. */
    final String algorithm;

    /** X.509. */
    final byte[] publicKey;

    /** PKCS #8, as {@link PrivateKeys} wrapped it. */
    final byte[] privateKey;

    final Instant createdAt;

    /** Until then it is only published, so that everybody knows it once it signs. */
    final Instant signsFrom;

    /** Since then it neither signs nor verifies. */
    @Nullable
    Instant compromisedAt;

    SigningKey(
            int place,
            String kid,
            String algorithm,
            byte[] publicKey,
            byte[] privateKey,
            Instant createdAt,
            Instant signsFrom) {
        this.place = place;
        this.kid = kid;
        this.algorithm = algorithm;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.createdAt = createdAt;
        this.signsFrom = signsFrom;
    }

    private static SigningKey of(ResultSet row) throws SQLException {
        SigningKey key = new SigningKey(
                row.getInt("place"),
                row.getString("kid"),
                row.getString("algorithm"),
                row.getBytes("public_key"),
                row.getBytes("private_key"),
                requireNonNull(Sql.instant(row, "created_at")),
                requireNonNull(Sql.instant(row, "signs_from")));
        key.compromisedAt = Sql.instant(row, "compromised_at");
        return key;
    }

    static List<SigningKey> newestFirst() {
        return Sql.of("""
                        select place, kid, algorithm, public_key, private_key, created_at, signs_from, compromised_at
                        from signing_key order by place desc
                        """).all(SigningKey::of);
    }

    /**
     * Takes a key out of use. Where it signed, the one that was published to follow it signs from now on. There is nothing to tell
     * where there is no such key, or it was known before.
     */
    static List<AuditEvent> compromise(String kid, Draft draft) {
        return draft.withEach("""
                gone as (
                    update signing_key set compromised_at = :at where kid = :kid and compromised_at is null
                    returning place, signs_from
                ), successor as (
                    update signing_key set signs_from = :at
                    where signs_from > :at and exists (select 1 from gone where signs_from <= :at) and place = (
                        select min(k.place) from signing_key k, gone g where k.place > g.place and k.compromised_at is null)
                    returning place
                ), about as (
                    select 'KEY_COMPROMISED' as kind, cast(null as bigint) as account_id, cast(null as text) as username,
                        cast(null as uuid) as session_id, cast(:kid as text) as detail
                    from gone
                )
                """, Map.of("kid", kid));
    }

    /** Stores the key unless its place is taken, in one statement: of replicas that try at once, one does. */
    List<AuditEvent> claimPlace(Draft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("place", place);
        row.put("kid", kid);
        row.put("algorithm", algorithm);
        row.put("publicKey", publicKey);
        row.put("privateKey", privateKey);
        row.put("createdAt", createdAt);
        row.put("signsFrom", signsFrom);
        return draft.saying(String.format(Locale.ROOT, "%s, %s, signs from %s", kid, algorithm, signsFrom))
                .with("""
                        insert into signing_key
                            (place, kid, algorithm, public_key, private_key, created_at, signs_from)
                        values (:place, :kid, :algorithm, :publicKey, :privateKey, :createdAt, :signsFrom)
                        on conflict do nothing
                        """ + NO_ACCOUNT, row);
    }
}
